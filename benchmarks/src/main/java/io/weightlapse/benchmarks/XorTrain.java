// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains the XOR network, first cold, then repeatedly, and prints seconds and the error table. The
 * snapshots and metrics of every epoch are made and kept in memory, as any training's are.
 */
final class XorTrain {
  private XorTrain() {}

  public static void main(String[] args) throws Exception {
    int warm = Repeats.warm(args, 10);
    Xor xor = Xor.load();
    MemorySink events = new MemorySink();
    double cold = Repeats.seconds(() -> xor.training(events).run());
    JsonLine.print(
        Map.of(
            "work",
            "xor-train",
            "cold_seconds",
            cold,
            "warm_seconds",
            Repeats.seconds(warm, () -> xor.training(new MemorySink()).run()),
            "errors",
            errors(xor, events)));
  }

  /** The sum of squared errors of the epochs that animations draw. */
  private static Map<Integer, Double> errors(Xor xor, MemorySink events) {
    Map<Integer, Double> errors = new TreeMap<>();
    for (Metric m : events.events(Metric.class)) {
      if (m.name().equals(MetricNames.TRAIN_SUM_SQUARED_ERROR)
          && xor.experiment().frames().contains(m.epoch())) {
        errors.put(m.epoch(), m.value());
      }
    }
    return errors;
  }
}
