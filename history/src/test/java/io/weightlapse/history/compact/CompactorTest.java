// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactorTest {
  private static final String RUN = SampleRun.RUN;

  @TempDir Path folder;
  private Home home;

  @BeforeEach
  void open() {
    home = Home.open(folder.toString());
  }

  static CompactOptions options(AsWritten asWritten, Duration grace) {
    return new CompactOptions(1 << 20, 2, asWritten, grace, CompactOptions.Unfinished.REFUSE);
  }

  private CompactResult compact(AsWritten asWritten, Duration grace) throws IOException {
    return new Compactor(home, options(asWritten, grace))
        .compact(RUN, Output.silent(), () -> false);
  }

  private List<String> files(String table) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(p -> folder.relativize(p).toString())
          .filter(f -> f.startsWith(table))
          .sorted()
          .toList();
    }
  }

  @Test
  void pathsHaveEveryValueOnce() throws IOException {
    SampleRun.write(home, "train", 0, 5000, 2);
    Map<String, Integer> before = Stored.asWritten(home, RUN);
    CompactResult result = compact(AsWritten.KEPT, Duration.ZERO);
    Stored.same(Stored.paths(home, RUN), before);
    assertThat(result.values()).isEqualTo(before.size());
    assertThat(result.layers()).isEqualTo(SampleRun.NETWORK.layers().size());
    Stored.same(Stored.asWritten(home, RUN), before);
    RunTables tables = RunTables.of(home, RUN);
    assertThat(tables.layer("l1").tail()).isEmpty();
    assertThat(tables.layer("l1").asWritten()).hasSize(1);
    assertThat(tables.layer("l1").snapshots()).isEqualTo(RunTables.Snapshots.AS_WRITTEN);
    assertThat(files("paths")).allMatch(f -> f.endsWith(".parquet"));
  }

  /** Rows in odd orders and shapes, some twice, some workers with gaps, several small files. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void takesWhateverWasWritten(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    new Runs(home).create(SampleRun.started());
    for (int writer = 0; writer < 4; writer++) {
      try (HistorySink sink = new HistorySink(home, RUN, "w" + writer)) {
        for (int i = 0; i < 60; i++) {
          long step = random.nextInt(random.nextBoolean() ? 40 : 4000);
          int worker = random.nextInt(-1, 2);
          String layer = random.nextInt(3) > 0 ? "l1" : "l ä/2";
          int row0 = random.nextInt(4);
          int rows = random.nextInt(1, 4);
          int cols = random.nextInt(4) > 0 ? 9 : random.nextInt(1, 40);
          Param param = random.nextInt(4) > 0 ? Param.W : Param.B;
          cols = param == Param.B ? 1 : cols;
          float[] values = new float[rows * cols];
          for (int v = 0; v < values.length; v++) {
            values[v] = Float.intBitsToFloat(random.nextInt());
          }
          sink.publish(
              new Snapshot(RUN, worker, step, 0, layer, param, row0, rows, cols, 0, 1, values));
          if (random.nextInt(20) == 0) {
            sink.flush();
          }
        }
      }
    }
    new Runs(home).finish(SampleRun.ended());
    Map<String, Integer> before = Stored.asWritten(home, RUN);
    compact(AsWritten.KEPT, Duration.ZERO);
    Stored.same(named(Stored.paths(home, RUN)), before);
  }

  private static Map<String, Integer> named(Map<String, Integer> values) {
    Map<String, Integer> named = new java.util.TreeMap<>();
    values.forEach((place, bits) -> named.put(place.replace("l ä/2", "l%20%C3%A4%2F2"), bits));
    return named;
  }

  @Test
  void replacedFilesAreReplayedFromPaths() throws IOException {
    SampleRun.write(home, "train", 0, 3000, 3);
    List<Event> before = Stored.replay(home, RUN);
    SnapshotReader reader = new SnapshotReader(home, RUN, SampleRun.NETWORK);
    List<Long> steps = reader.steps();
    float[] middle = reader.parameters(1500);
    CompactResult result = compact(AsWritten.REPLACED, Duration.ofHours(1));
    assertThat(result.pending()).isEqualTo(SampleRun.NETWORK.layers().size());
    assertThat(files("weights")).hasSize(result.pending());
    assertThat(RunTables.of(home, RUN).layer("l1").asWritten()).isEmpty();
    Stored.same(Stored.replay(home, RUN), before);

    CompactResult second = compact(AsWritten.REPLACED, Duration.ZERO);
    assertThat(second.generation()).isEqualTo(1);
    assertThat(second.layers()).isZero();
    assertThat(second.deleted()).isEqualTo(result.pending());
    assertThat(files("weights")).isEmpty();
    Stored.same(Stored.replay(home, RUN), before);
    SnapshotReader again = new SnapshotReader(home, RUN, SampleRun.NETWORK);
    assertThat(again.steps()).isEqualTo(steps);
    assertThat(Stored.bits(again.parameters(1500))).isEqualTo(Stored.bits(middle));
    assertThat(Stored.bits(reader.parameters(1500))).isEqualTo(Stored.bits(middle));
    assertThat(again.epoch(1500)).isEqualTo(150);
  }

  @ParameterizedTest
  @ValueSource(strings = {"KEPT", "REPLACED"})
  void aResumedRunIsMergedAndThenAdded(AsWritten asWritten) throws IOException {
    SampleRun.write(home, "train", 0, 2000, 1);
    compact(asWritten, Duration.ZERO);
    SampleRun.write(home, "train-from-1900", 1900, 2100, 1); // 100 steps come twice
    List<Event> merged = Stored.replay(home, RUN);
    assertThat(merged.stream().filter(Snapshot.class::isInstance))
        .hasSize(2100 * SampleRun.NETWORK.layout().blocks().size());
    SnapshotReader reader = new SnapshotReader(home, RUN, SampleRun.NETWORK);
    assertThat(reader.steps()).hasSize(2100);
    assertThat(Stored.bits(reader.parameters(2050))).isEqualTo(Stored.bits(flat(2050)));
    assertThat(Stored.bits(reader.parameters(7))).isEqualTo(Stored.bits(flat(7)));
    assertThat(RunTables.of(home, RUN).layer("l1").tail()).hasSize(1);

    assertThat(compact(asWritten, Duration.ZERO).generation()).isEqualTo(2);
    assertThat(RunTables.of(home, RUN).layer("l1").tail()).isEmpty();
    Stored.same(Stored.replay(home, RUN), merged);
    assertThat(Stored.paths(home, RUN)).hasSize(2100 * SampleRun.NETWORK.layout().size());
    assertThat(files("weights/")).hasSize(asWritten == AsWritten.KEPT ? 8 : 0);
    assertThat(files("paths/")).hasSize(4);
    assertThat(files("runs/sample/tables")).containsExactly("runs/sample/tables-000002.json");
  }

  static float[] flat(long step) {
    float[] flat = new float[SampleRun.NETWORK.layout().size()];
    for (ParameterBlock b : SampleRun.NETWORK.layout().blocks()) {
      float[] values = SampleRun.snapshot(Event.MODEL, step, b).values();
      System.arraycopy(values, 0, flat, b.offset(), values.length);
    }
    return flat;
  }

  @Test
  void keptFilesCanBeReplacedLater() throws IOException {
    SampleRun.write(home, "train", 0, 100, 1);
    compact(AsWritten.KEPT, Duration.ZERO);
    List<String> paths = files("paths");
    CompactResult result = compact(AsWritten.REPLACED, Duration.ZERO);
    assertThat(result.layers()).isZero();
    assertThat(result.generation()).isEqualTo(2);
    assertThat(files("paths")).isEqualTo(paths);
    assertThat(files("weights")).isEmpty();
    assertThat(Stored.replay(home, RUN).size()).isEqualTo(2 + 100 * 8);
  }

  @Test
  void aCopyThatDiffersIsNotPublished() throws IOException {
    SampleRun.write(home, "train", 0, 100, 1);
    ValueStore.Maker broken =
        () ->
            new ValueStore() {
              private final MemoryValues values = new MemoryValues();

              @Override
              public long append(float[] from, int count) {
                return values.append(from, count);
              }

              @Override
              public void read(long position, float[] to, int count) {
                values.read(position, to, count);
                to[count - 1] = Float.intBitsToFloat(Float.floatToRawIntBits(to[count - 1]) ^ 1);
              }

              @Override
              public void close() {}
            };
    Compactor compactor =
        new Compactor(
            home, options(AsWritten.REPLACED, Duration.ZERO), java.time.Clock.systemUTC(), broken);
    assertThatThrownBy(() -> compactor.compact(RUN, Output.silent(), () -> false))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "layer l1: the paths must have 600 values of checksum [0-9a-f]{16}: had 600 of"
                + " [0-9a-f]{16}");
    assertThat(files("paths")).isEmpty();
    assertThat(files("path_steps")).isEmpty();
    assertThat(TableManifest.latest(home, RUN)).isEmpty();
    assertThat(files("weights")).hasSize(4);
  }

  @Test
  void refusesWhatItCannotDo() throws IOException {
    assertThatThrownBy(() -> compact(AsWritten.KEPT, Duration.ZERO))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("no run sample in ");
    SampleRun.write(home, "train", 0, 10, 1);
    new Runs(home).reopen(RUN);
    assertThatThrownBy(() -> compact(AsWritten.KEPT, Duration.ZERO))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "run sample has not ended; --unfinished takes one that nothing writes any more");
    new Runs(home).finish(SampleRun.ended());
    assertThatThrownBy(
            () ->
                new Compactor(home, options(AsWritten.KEPT, Duration.ZERO))
                    .compact(RUN, Output.silent(), () -> true))
        .hasMessage("stopped; the run is as it was");
    assertThat(files("paths")).isEmpty();
    try (HistorySink sink = new HistorySink(home, RUN, "empty")) {
      sink.publish(Snapshot.whole(RUN, 3, 1, 0, "l1", Param.W, 2, 0, new float[0]));
    }
    assertThatThrownBy(() -> compact(AsWritten.REPLACED, Duration.ZERO))
        .hasMessageStartingWith("layer l1 of run sample has rows without values");
    assertThat(files("paths")).isEmpty();
    compact(AsWritten.KEPT, Duration.ZERO);
    Stored.same(Stored.paths(home, RUN), Stored.asWritten(home, RUN));
  }

  @Test
  void ofTwoAtOnceOneWins() throws IOException {
    SampleRun.write(home, "train", 0, 100, 1);
    CompactOptions options = options(AsWritten.KEPT, Duration.ZERO);
    CompactPlan slow = CompactPlan.of(home, RUN, options);
    List<LayerWork.Result> results = new java.util.ArrayList<>();
    for (LayerWork work : slow.blocks(1 << 20, 2)) {
      results.add(work.run(home, options, folder, () -> false));
    }
    slow.done(results);
    compact(AsWritten.KEPT, Duration.ZERO);
    assertThatThrownBy(() -> slow.publish(java.time.Instant.now(), 0))
        .hasMessage("writer compact of run sample has been taken over by a later attempt");
    Stored.same(Stored.paths(home, RUN), Stored.asWritten(home, RUN));
    assertThat(files("paths")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40})
  void blocksOfUnitsGiveTheSamePaths(int again) throws IOException {
    SampleRun.write(home, "train", 0, 100, 1);
    if (again > 0) { // from paths, and what was written since
      compact(AsWritten.REPLACED, Duration.ZERO);
      SampleRun.write(home, "train-from-90", 90, 100 + again, 1);
    }
    CompactOptions options = options(AsWritten.KEPT, Duration.ZERO);
    CompactPlan plan = CompactPlan.of(home, RUN, options);
    List<LayerWork> blocks = plan.blocks(1, 1);
    assertThat(blocks).hasSize(7); // 2, 2, 2 and 1 units
    List<LayerWork.Result> results = new java.util.ArrayList<>();
    for (LayerWork work : blocks) {
      results.add(work.run(home, options, folder, () -> false));
    }
    plan.done(results);
    plan.publish(java.time.Instant.now(), 0);
    Map<String, Integer> expected = new java.util.TreeMap<>();
    for (long step = 0; step < 100 + again; step++) {
      for (ParameterBlock b : SampleRun.NETWORK.layout().blocks()) {
        float[] values = SampleRun.snapshot(Event.MODEL, step, b).values();
        for (int i = 0; i < values.length; i++) {
          int input = b.param() == Param.B ? -1 : i % b.cols();
          expected.put(
              b.layerName() + " " + step + " -1 " + i / b.cols() + " " + input,
              Float.floatToRawIntBits(values[i]));
        }
      }
    }
    Stored.same(Stored.paths(home, RUN), expected);
    assertThat(files("paths")).hasSize(7);
  }

  @Test
  void pathsOfRowsThatWereWrittenAgainAreNotRead() throws IOException {
    SampleRun.write(home, "train", 0, 100, 1);
    compact(AsWritten.KEPT, Duration.ZERO);
    SampleRun.write(home, "train", 0, 50, 1); // another attempt of the same writer
    RunTables.Files files = RunTables.of(home, RUN).layer("l1");
    assertThat(files.paths()).isEmpty();
    assertThat(files.tail()).isEqualTo(files.asWritten()).hasSize(1);
    compact(AsWritten.KEPT, Duration.ZERO);
    assertThat(Stored.paths(home, RUN)).hasSize(50 * SampleRun.NETWORK.layout().size());
  }
}
