// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.EventSinkContract;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistorySinkTest extends EventSinkContract {
  @TempDir Path folder;

  Home home() {
    return Home.open(folder.toString());
  }

  @Override
  protected EventSink sink() {
    return sink("train");
  }

  private HistorySink sink(String writer) {
    return new HistorySink(home(), RUN, writer);
  }

  @Override
  protected List<Event> stored() throws IOException {
    MemorySink memory = new MemorySink();
    new HistorySource(home(), RUN).deliver(memory::publish);
    return memory.events();
  }

  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(p -> folder.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  private List<String> tables() throws IOException {
    return files().stream().filter(f -> !f.startsWith("runs/")).toList();
  }

  @Test
  void laysFilesOutForHivePartitions() throws IOException {
    keepsEveryKind();
    assertThat(files())
        .containsExactly(
            "metrics/run=contract-1/train-00000.parquet",
            "runs/contract-1/_DONE",
            "runs/contract-1/_writers/train",
            "runs/contract-1/progress.json",
            "runs/contract-1/run.json",
            "surfaces/run=contract-1/slice=neurons-l1-n1-w0-w1/train-00000.parquet",
            "weights/run=contract-1/layer=l1/train-00000.parquet");
  }

  private void keepsEveryKind() throws IOException {
    try (HistorySink sink = sink("train")) {
      for (Event e :
          List.of(started(), weights(0, 1, 2), loss(2, 0, 1), tile(2, 0), tile(2, 2), ended())) {
        sink.publish(e);
      }
    }
  }

  @Test
  void namesFilesTheSameInEveryLanguage() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      laysFilesOutForHivePartitions();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void showsNothingOfAnAttemptThatDied() throws IOException {
    HistorySink died = sink("train");
    died.publish(started());
    died.publish(weights(0, 1, 2));
    assertThat(tables()).isEmpty();
    died.abort();
    assertThat(tables()).isEmpty();
  }

  @Test
  void abortRemovesTemporaries() throws IOException {
    HistorySink sink = sink("train");
    float[] row = new float[1 << 20];
    for (int i = 0; i < 9; i++) {
      sink.publish(Snapshot.whole(RUN, Event.MODEL, i, 0, "l1", Param.W, 1, row.length, row));
    }
    assertThat(tables()).singleElement().asString().contains("/_tmp-train-00000-");
    assertThat(StepMerge.files(home(), home().weightsFolder(RUN) + "/layer=l1")).isEmpty();
    sink.abort();
    assertThat(tables()).isEmpty();
  }

  @Test
  void aRetryReplacesWhatTheFailedAttemptLeft() throws IOException {
    HistorySink failed = sink("train");
    failed.publish(started());
    failed.publish(weights(0, 1, 2));
    failed.flush();
    failed.publish(weights(1, 3, 4));
    failed.flush();
    // A part that the retry will not have, as an attempt with larger parts leaves it.
    Path first = folder.resolve("weights/run=contract-1/layer=l1/train-00000.parquet");
    Files.copy(first, first.resolveSibling("train-00001.parquet"));
    Files.writeString(first.resolveSibling("_tmp-train-00002-abc"), "half");
    Files.copy(first, first.resolveSibling("train-1-00000.parquet"));

    try (HistorySink retry = sink("train")) {
      retry.publish(started());
      retry.publish(weights(0, 1, 2));
    }
    assertThat(tables())
        .containsExactly(
            "weights/run=contract-1/layer=l1/train-00000.parquet",
            "weights/run=contract-1/layer=l1/train-1-00000.parquet");
    assertThat(rows(first)).isEqualTo(1);
  }

  private int rows(Path file) throws IOException {
    String path = folder.relativize(file).toString();
    int rows = 0;
    try (TableReader reader = new TableReader(home().store().input(path), Tables.WEIGHTS, "step")) {
      while (reader.next()) {
        rows++;
      }
    }
    return rows;
  }

  @Test
  void aPausedAttemptThatWakesPublishesNothing() throws IOException {
    HistorySink paused = sink("train");
    paused.publish(weights(0, 1, 2));
    try (HistorySink retry = sink("train")) {
      retry.publish(started());
      retry.publish(weights(0, 5, 6));
    }
    assertThatThrownBy(paused::close)
        .isInstanceOf(IOException.class)
        .hasMessage("writer train of run contract-1 has been taken over by a later attempt");
    assertThat(tables()).hasSize(1);
    assertThat(describe(stored())).isEqualTo(describe(List.of(started(), weights(0, 5, 6))));
  }

  @Test
  void mergesWritersByStep() throws IOException {
    try (HistorySink a = sink("a");
        HistorySink b = sink("b")) {
      a.publish(started());
      for (int step = 0; step < 10; step++) {
        HistorySink sink = step % 3 == 0 ? a : b;
        sink.publish(weights(step, step, step));
        sink.publish(loss(step, step, step));
      }
      b.publish(weights(9, 9, 9)); // the other writer has it too: it comes once
    }
    List<Event> events = stored();
    assertThat(events.stream().filter(Snapshot.class::isInstance).map(e -> ((Snapshot) e).step()))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(events.stream().filter(Metric.class::isInstance).map(e -> ((Metric) e).epoch()))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  /** Whether a file that replaces another is never gone in between. */
  boolean replacesAtOnce() {
    return true;
  }

  @Test
  void readersSeeWholeTablesWhileTheWriterFlushes() throws Exception {
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try (HistorySink sink = sink("train")) {
                sink.publish(started());
                for (int step = 0; step < 300; step++) {
                  sink.publish(weights(step, step, step));
                  sink.publish(loss(step, step, step));
                  sink.flush();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    long before = 0;
    while (!writing.isDone()) {
      if (!new Runs(home()).exists(RUN)) {
        continue;
      }
      long now = stored().stream().filter(Snapshot.class::isInstance).count();
      if (replacesAtOnce()) {
        assertThat(now).isGreaterThanOrEqualTo(before);
      }
      before = now;
    }
    writing.join();
    assertThat(stored()).hasSize(601);
    assertThat(tables()).hasSize(2);
  }

  @Test
  void aFlushWithoutNewsWritesNothing() throws IOException {
    try (HistorySink sink = sink("train")) {
      sink.publish(started());
      sink.publish(weights(0, 1, 2));
      sink.publish(loss(0, 0, 1));
      sink.flush();
      Map<String, Object> before = keys();
      sink.flush();
      assertThat(keys()).isEqualTo(before);
      sink.publish(loss(1, 1, 1));
      sink.flush();
      Map<String, Object> after = keys();
      assertThat(after.keySet()).isEqualTo(before.keySet());
      before.keySet().removeIf(file -> !before.get(file).equals(after.get(file)));
      assertThat(before.keySet()).anyMatch(file -> file.startsWith("weights/"));
      assertThat(before.keySet()).noneMatch(file -> file.startsWith("metrics/"));
    }
  }

  /** What tells one file from another that took its name. */
  private Map<String, Object> keys() throws IOException {
    Map<String, Object> keys = new TreeMap<>();
    for (String file : files()) {
      Path path = folder.resolve(file);
      keys.put(file, Files.getAttribute(path, "unix:ino") + " " + Files.getLastModifiedTime(path));
    }
    return keys;
  }

  @Test
  void filters() throws IOException {
    keepsEveryKind();
    MemorySink memory = new MemorySink();
    new HistorySource(home(), RUN)
        .kinds(Set.of(Snapshot.class, io.weightlapse.core.event.SurfaceTile.class))
        .steps(s -> s == 2)
        .layers(l -> l.equals("l1"))
        .deliver(memory::publish);
    assertThat(describe(memory.events()))
        .isEqualTo(describe(List.of(started(), tile(2, 0), tile(2, 2), ended())));
  }

  @Test
  void putsChunksAndRowGroupsTogether() throws IOException {
    Random random = new Random(1);
    float[] tensor = new float[300 * 20_000]; // 24 MB: pages, and two row groups with the second
    for (int i = 0; i < tensor.length; i++) {
      tensor[i] = random.nextFloat();
    }
    try (HistorySink sink = sink("train")) {
      sink.publish(started());
      for (int step = 0; step < 2; step++) {
        for (int chunk = 0; chunk < 3; chunk++) {
          float[] part =
              java.util.Arrays.copyOfRange(tensor, chunk * 2_000_000, (chunk + 1) * 2_000_000);
          sink.publish(
              new Snapshot(
                  RUN, -1, step, 0, "l1", Param.W, chunk * 100, 100, 20_000, chunk, 3, part));
        }
      }
    }
    List<Event> events = stored();
    assertThat(events).hasSize(3);
    assertThat(((Snapshot) events.get(1)).values()).isEqualTo(tensor);
    assertThat(((Snapshot) events.get(2)).values()).isEqualTo(tensor);
  }

  @Test
  void keepsOddShapesAndNames() throws IOException {
    Snapshot empty = Snapshot.whole(RUN, 3, 1, 0, "../ä %/x", Param.W, 2, 0, new float[0]);
    Snapshot long1 = Snapshot.whole(RUN, 3, 2, 0, "../ä %/x", Param.W, 1, 3, new float[] {1, 2, 3});
    try (HistorySink sink = sink("train")) {
      sink.publish(started());
      sink.publish(empty);
      sink.publish(long1);
    }
    assertThat(describe(stored())).isEqualTo(describe(List.of(started(), empty, long1)));
    assertThat(tables())
        .containsExactly("weights/run=contract-1/layer=..%2F%C3%A4%20%25%2Fx/train-00000.parquet");
  }

  @Test
  void refusesEventsOfOtherRuns() {
    HistorySink sink = new HistorySink(home(), "other", "train");
    assertThatThrownBy(() -> sink.publish(weights(0, 1, 2)))
        .hasMessage("events must be of run other: was contract-1");
  }
}
