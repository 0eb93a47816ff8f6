// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra.hosts;

import io.weightlapse.jobs.kafka.KafkaCheck;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.util.Map;

/** A main: whether a job would find that broker. Argument: HOST:PORT. */
final class Reach {
  private Reach() {}

  public static void main(String[] args) {
    KafkaSettings settings = KafkaSettings.of(args[0], Map.of());
    System.out.println(
        KafkaCheck.reachable(settings, KafkaCheck.TIMEOUT).orElse("reached " + args[0]));
  }
}
