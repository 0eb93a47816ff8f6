// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.SnapshotColumns;
import io.weightlapse.history.TableManifest.AsWritten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same columns in whatever layout the history is. */
class SnapshotColumnsTest {
  @TempDir Path folder;
  @TempDir static Path scratch;

  private void write(Home home, String writer, long from, long to) throws IOException {
    SampleRun.write(home, writer, from, to, 1);
    try (HistorySink sink = new HistorySink(home, SampleRun.RUN, writer + "-w0")) {
      for (ParameterBlock b : SampleRun.NETWORK.layout().blocks()) {
        Snapshot other = SampleRun.snapshot(0, from, b); // a worker's, at a step of the model
        sink.publish(other);
      }
    }
  }

  private static void same(Home home, List<Long> steps) throws IOException {
    SnapshotColumns columns = new SnapshotColumns(home, SampleRun.RUN);
    for (ParameterBlock b : SampleRun.NETWORK.layout().blocks()) {
      for (int unit = 0; unit < b.rows(); unit++) {
        int units = Math.min(b.rows() - unit, 1 + unit % 2);
        float[] read = columns.read(steps, b, unit, units);
        int n = units * b.cols();
        assertThat(read).hasSize(steps.size() * n);
        float[] expected = new float[read.length];
        for (int t = 0; t < steps.size(); t++) {
          float[] whole = CompactorTest.flat(steps.get(t));
          System.arraycopy(whole, b.offset() + unit * b.cols(), expected, t * n, n);
        }
        assertThat(Stored.bits(read)).isEqualTo(Stored.bits(expected));
      }
    }
    inParts(columns, steps);
  }

  /** All rows of all tensors, cut in odd places, are what is read of them alone. */
  private static void inParts(SnapshotColumns columns, List<Long> steps) throws IOException {
    List<SnapshotColumns.Part> parts = new ArrayList<>();
    for (ParameterBlock b : SampleRun.NETWORK.layout().blocks()) {
      for (int unit = 0; unit < b.rows(); unit++) {
        parts.add(new SnapshotColumns.Part(b, unit, 1));
      }
    }
    parts.remove(1);
    List<SnapshotColumns.Part> seen = new ArrayList<>();
    columns.deliver(
        steps,
        parts,
        scratch,
        (part, values) -> {
          seen.add(part);
          assertThat(Stored.bits(values))
              .isEqualTo(
                  Stored.bits(columns.read(steps, part.block(), part.unit0(), part.units())));
        });
    assertThat(seen).isEqualTo(parts);
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(AsWritten.class)
  void compactedOrNot(AsWritten asWritten) throws IOException {
    Home home = Home.open(folder.toString());
    write(home, "train", 0, 1500);
    List<Long> every = LongStream.range(0, 1500).boxed().toList();
    List<Long> some = List.of(0L, 7L, 1023L, 1024L, 1499L);
    same(home, some);
    same(home, every);
    CompactOptions options = CompactorTest.options(asWritten, Duration.ZERO);
    new Compactor(home, options).compact(SampleRun.RUN, Output.silent(), () -> false);
    assertThat(RunTables.of(home, SampleRun.RUN).layer("l1").asWritten())
        .hasSize(asWritten == AsWritten.KEPT ? 2 : 0);
    same(home, some);
    same(home, every);
    write(home, "train-from-1400", 1400, 1600); // of which a hundred are there already
    same(home, List.of(3L, 1399L, 1400L, 1499L, 1500L, 1599L));
  }

  @ParameterizedTest
  @EnumSource(AsWritten.class)
  void aStepThatIsMissingIsSaid(AsWritten asWritten) throws IOException {
    Home home = Home.open(folder.toString());
    SampleRun.write(home, "train", 0, 40, 2);
    new Compactor(home, CompactorTest.options(asWritten, Duration.ZERO))
        .compact(SampleRun.RUN, Output.silent(), () -> false);
    ParameterBlock block = SampleRun.NETWORK.layout().blocks().get(0);
    assertThatThrownBy(
            () -> new SnapshotColumns(home, SampleRun.RUN).read(List.of(2L, 3L), block, 1, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("unit 1 of layer l1 is not stored at step 3");
    List<SnapshotColumns.Part> two =
        List.of(new SnapshotColumns.Part(block, 0, 1), new SnapshotColumns.Part(block, 1, 1));
    assertThatThrownBy(
            () ->
                new SnapshotColumns(home, SampleRun.RUN)
                    .deliver(List.of(2L, 3L), two, scratch, (part, values) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("unit 0 of layer l1 is not stored at step 3");
  }

  @Test
  void aStepThatIsMissingAsWrittenIsSaidToo() throws IOException {
    Home home = Home.open(folder.toString());
    SampleRun.write(home, "train", 0, 40, 2);
    ParameterBlock block = SampleRun.NETWORK.layout().blocks().get(0);
    List<SnapshotColumns.Part> two =
        List.of(new SnapshotColumns.Part(block, 0, 1), new SnapshotColumns.Part(block, 1, 1));
    assertThatThrownBy(
            () ->
                new SnapshotColumns(home, SampleRun.RUN)
                    .deliver(List.of(2L, 3L), two, scratch, (part, values) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("unit 0 of layer l1 is not stored at step 3");
  }

  @Test
  void aRowOfAnotherWidthIsSaid() throws IOException {
    Home home = Home.open(folder.toString());
    ParameterBlock block = SampleRun.NETWORK.layout().blocks().get(0);
    try (HistorySink sink = new HistorySink(home, SampleRun.RUN, "train")) {
      sink.publish(SampleRun.started());
      sink.publish(
          Snapshot.whole(SampleRun.RUN, -1, 0, 0, "l1", block.param(), 2, 3, new float[6]));
    }
    assertThatThrownBy(
            () -> new SnapshotColumns(home, SampleRun.RUN).read(List.of(0L), block, 0, 2))
        .isInstanceOf(IOException.class)
        .hasMessage("unit 0 of layer l1 must have 2 values at step 0: was 3");
  }
}
