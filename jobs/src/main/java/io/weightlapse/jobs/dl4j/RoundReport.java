// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a round was.
 *
 * @param round which one
 * @param notes of the workers, in order
 * @param divergence root mean square distance of the workers to their average
 * @param broadcastNanos packing the state and giving it to Spark
 * @param workNanos the workers, from the first task's submission to the last result
 * @param averageNanos dividing and taking over
 */
record RoundReport(
    Round round,
    List<RoundNote> notes,
    double divergence,
    long broadcastNanos,
    long workNanos,
    long averageNanos) {
  /** Seconds of the round. */
  double seconds() {
    return (broadcastNanos + workNanos + averageNanos) / 1e9;
  }

  /** Seconds beyond the minibatches of the slowest worker. */
  double overhead() {
    return seconds() - slowest(RoundNote::trainNanos) / 1e9;
  }

  /**
   * Seconds of each phase of the slowest worker, and of the driver; {@code wire} is what Spark
   * takes.
   */
  Map<String, Double> phases() {
    Map<String, Double> phases = new LinkedHashMap<>();
    phases.put("broadcast", broadcastNanos / 1e9);
    phases.put("load", slowest(RoundNote::beginNanos) / 1e9);
    phases.put("minibatches", slowest(RoundNote::trainNanos) / 1e9);
    phases.put("publish", slowest(RoundNote::publishNanos) / 1e9);
    phases.put("serialise", slowest(RoundNote::packNanos) / 1e9);
    long whole = slowest(n -> n.beginNanos() + n.trainNanos() + n.publishNanos() + n.packNanos());
    phases.put("wire", (workNanos - whole) / 1e9);
    phases.put("average", averageNanos / 1e9);
    return phases;
  }

  /** Why the training cannot go on; empty if it can. */
  String failure() {
    return notes.stream().map(RoundNote::failure).filter(f -> !f.isEmpty()).findFirst().orElse("");
  }

  private long slowest(ToLongFunction<RoundNote> time) {
    return notes.stream().mapToLong(time).max().orElse(0);
  }
}
