// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Prints the error table of the newest run that a home has stored. */
final class StoredErrors {
  private StoredErrors() {}

  public static void main(String[] args) throws Exception {
    Home home = Home.open(args[0]);
    String run = new Runs(home).list().get(0).run();
    Map<Integer, Double> errors = new TreeMap<>();
    new HistorySource(home, run)
        .kinds(Set.of(Metric.class))
        .deliver(
            event -> {
              if (event instanceof Metric m
                  && m.name().equals(MetricNames.TRAIN_SUM_SQUARED_ERROR)) {
                errors.put(m.epoch(), m.value());
              }
            });
    JsonLine.print(Map.of("run", run, "errors", errors));
  }
}
