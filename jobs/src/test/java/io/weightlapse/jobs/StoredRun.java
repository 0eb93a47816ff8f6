// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a home holds of a run, to be compared with another training of it. */
record StoredRun(TrainingHome home, String run) {
  StoredRun(Path home, String run) {
    this(new TrainingHome(null, home), run);
  }

  /** Both runs are done, and have the same bits in the same number of rows. */
  void assertSame(StoredRun calm) throws IOException {
    MemorySink ours = home.stored(run);
    MemorySink theirs = calm.home.stored(calm.run);
    assertThat(ours.events(RunEnded.class).get(0).state()).isEqualTo(RunState.DONE);
    assertThat(ours.events(RunEnded.class).get(0).steps())
        .isEqualTo(theirs.events(RunEnded.class).get(0).steps());
    assertThat(snapshots(ours)).isEqualTo(snapshots(theirs)).isNotEmpty();
    assertThat(metrics(ours)).isEqualTo(metrics(theirs)).isNotEmpty();
    assertThat(rows()).isEqualTo(calm.rows()).isPositive();
  }

  /** What and every bit of it, whatever the order of workers within a step. */
  private static List<String> snapshots(MemorySink events) {
    return events.events(Snapshot.class).stream()
        .map(
            s ->
                String.join(
                    " ",
                    s.step() + " of " + s.worker(),
                    s.layer() + "." + s.param() + "[" + s.row0() + "]",
                    Arrays.toString(s.values())))
        .sorted()
        .toList();
  }

  /** All but times and what is measured with a clock. */
  private static List<String> metrics(MemorySink events) {
    return events.events(Metric.class).stream()
        .filter(m -> !m.name().endsWith("seconds"))
        .filter(m -> !m.name().equals(MetricNames.SAMPLES_PER_SECOND))
        .map(m -> m.step() + " " + m.epoch() + " " + m.worker() + " " + m.name() + " " + m.value())
        .sorted()
        .toList();
  }

  /** Rows of weights as they lie in the files: a row that is there twice counts twice. */
  private long rows() throws IOException {
    return home.rows(run).entrySet().stream()
        .filter(e -> e.getKey().startsWith("weights"))
        .mapToLong(java.util.Map.Entry::getValue)
        .sum();
  }

  /** Rows of metrics, as {@link #assertSame} counts those of weights. */
  long metricRows() throws IOException {
    return home.rows(run).entrySet().stream()
        .filter(e -> e.getKey().startsWith("metrics"))
        .mapToLong(java.util.Map.Entry::getValue)
        .sum();
  }

  /** The names of all that wrote the run. */
  List<String> writers() throws IOException {
    try (Stream<Path> files = Files.walk(home.folder().resolve("runs").resolve(run))) {
      return files
          .filter(f -> f.getParent().endsWith("_writers"))
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
