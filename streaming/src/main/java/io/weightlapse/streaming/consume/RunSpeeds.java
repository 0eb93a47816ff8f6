// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.Snapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far the latest runs are, and how fast those that go on. Thread-safe. */
final class RunSpeeds {
  private static final int REMEMBERED = 256;

  /**
   * What is known of a run.
   *
   * @param step the highest one
   * @param end its last step when it ended; -1 before
   * @param samplesPerSecond NaN where it is unknown, or the run is over
   */
  private record Speed(long step, long end, double samplesPerSecond) {}

  private final Map<String, Speed> runs =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Speed> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Returns by how many steps the run is further than was known. */
  synchronized long learn(Event event) {
    long step = 0;
    Speed before = runs.getOrDefault(event.run(), new Speed(0, -1, Double.NaN));
    long end = before.end();
    double speed = before.samplesPerSecond();
    if (event instanceof Metric m) {
      step = m.step();
      // the topic of metrics may be read after that of ends
      if (m.worker() == Event.MODEL
          && m.name().equals(MetricNames.SAMPLES_PER_SECOND)
          && m.step() > end) {
        speed = m.value();
      }
    } else if (event instanceof Snapshot s) {
      step = s.step();
    } else if (event instanceof RunEnded e) {
      step = e.steps();
      end = step;
      speed = Double.NaN;
    }
    long further = Math.max(0, step - before.step());
    runs.put(event.run(), new Speed(before.step() + further, end, speed));
    return further;
  }

  /** Samples a second of the runs that go on. */
  synchronized Map<String, Double> current() {
    Map<String, Double> current = new LinkedHashMap<>();
    runs.forEach(
        (run, speed) -> {
          if (!Double.isNaN(speed.samplesPerSecond())) {
            current.put(run, speed.samplesPerSecond());
          }
        });
    return current;
  }
}
