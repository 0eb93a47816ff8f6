// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The runs that are in memory: a bounded number. */
final class OpenRuns {
  private final int most;
  private final StreamListener listener;
  private final Counters counters;
  private final Map<String, RunTrack> runs = new LinkedHashMap<>();

  OpenRuns(int most, StreamListener listener, Counters counters) {
    this.most = most;
    this.listener = listener;
    this.counters = counters;
  }

  /** A run; null where it is not open. */
  RunTrack get(String run) {
    return runs.get(run);
  }

  /** All of them, as they are now. */
  List<RunTrack> all() {
    return List.copyOf(runs.values());
  }

  /** Those that a partition tells of. */
  List<RunTrack> of(Collection<TopicPartition> partitions) {
    return runs.values().stream().filter(track -> track.isOf(partitions)).toList();
  }

  /** Opens a run, for which another may have to go. */
  RunTrack add(String run) {
    if (runs.size() >= most) {
      // Settled runs lose nothing; of others, the history is asked if they show up again.
      RunTrack oldest =
          runs.values().stream()
              .min(
                  Comparator.<RunTrack>comparingInt(t -> t.settled() ? 0 : 1)
                      .thenComparingLong(RunTrack::touched))
              .orElseThrow();
      if (!oldest.settled()) {
        counters.failures.increment();
        listener.problem("run " + oldest.run() + " given up: maxRuns must be > " + most);
      }
      drop(oldest);
    }
    RunTrack track = new RunTrack(run);
    runs.put(run, track);
    counters.runs = runs.size();
    return track;
  }

  void drop(RunTrack track) {
    counters.held.add(-track.held());
    runs.remove(track.run());
    counters.runs = runs.size();
  }

  boolean needBarriers() {
    return runs.values().stream().anyMatch(RunTrack::needsBarrier);
  }

  void barriers(Map<TopicPartition, Long> ends) {
    runs.values().stream().filter(RunTrack::needsBarrier).forEach(t -> t.barrier(ends));
  }

  /** What may be committed: nothing that one of them would need again. */
  Map<TopicPartition, Long> lowWater(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> low = new HashMap<>(positions);
    for (RunTrack track : runs.values()) {
      track.marks().forEach((p, offset) -> low.computeIfPresent(p, (k, v) -> Math.min(v, offset)));
    }
    return low;
  }
}
