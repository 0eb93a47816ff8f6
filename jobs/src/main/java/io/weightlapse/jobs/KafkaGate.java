// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.output.Output;
import io.weightlapse.jobs.kafka.KafkaCheck;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.kafka.KafkaSink;
import java.util.Optional;

/**
 * Lets a job publish only to a Kafka that answers. One that does not is said at once and does not
 * stop the job: the history is written all the same, and the job ends with exit code 1.
 */
final class KafkaGate {
  private final KafkaSettings settings; // null without Kafka
  private final String error; // null if all is well

  KafkaGate(Optional<KafkaSettings> wanted, Output out) {
    // a property that no client takes is a mistake of the command line, said before any work
    wanted.ifPresent(settings -> new KafkaSink(settings).abort());
    Optional<String> problem = wanted.flatMap(s -> KafkaCheck.reachable(s, KafkaCheck.TIMEOUT));
    this.error = problem.orElse(null);
    this.settings = problem.isPresent() ? null : wanted.orElse(null);
    problem.ifPresent(p -> out.error(p + "; going on without it, the history is written"));
  }

  /** The settings for the tasks; null without Kafka. */
  KafkaSettings settings() {
    return settings;
  }

  /** The report of the tasks, or of there having been no broker. */
  KafkaReport report(KafkaReport tasks) {
    return error == null ? tasks : tasks.plus(new KafkaReport(0, 1, error));
  }
}
