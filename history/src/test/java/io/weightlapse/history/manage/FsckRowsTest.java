// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.compact.SampleRun;
import io.weightlapse.history.compact.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are there twice, or not at all, in files that are whole. */
class FsckRowsTest {
  private static final String RUN = SampleRun.RUN;
  private static final String L1 = "weights/run=sample/layer=l1";
  private static final int L1_ROWS = 4; // of a step: two units, their weights and biases

  @TempDir Path root;
  private Home home;

  @BeforeEach
  void open() throws IOException {
    home = Home.open(root.toString());
    SampleRun.write(home, "train", 0, 30, 1);
  }

  private List<String> fsck(Fsck.Mode mode) throws IOException {
    return new Fsck(home, Fsck.Depth.ROWS, mode)
        .check(RUN).stream()
            .map(f -> f.kind() + " " + f.path() + " " + f.problem() + "|" + f.repaired())
            .toList();
  }

  @Test
  void aResumeExplainsRowsThatComeTwice() throws IOException {
    SampleRun.write(home, "train-from-20", 21, 40, 1);
    assertThat(fsck(Fsck.Mode.LOOK)).isEmpty();
  }

  @Test
  void aFileThatIsThereTwiceIsSetAside() throws IOException {
    List<Event> events = Stored.replay(home, RUN);
    Path file = root.resolve(L1 + "/train-00000.parquet");
    Files.copy(file, file.resolveSibling("train-00001.parquet"));
    String problem =
        "PROBLEM "
            + L1
            + "/train-00001.parquet has "
            + 30 * L1_ROWS
            + " rows that "
            + L1
            + "/train-00000.parquet has, too|";
    assertThat(fsck(Fsck.Mode.LOOK)).containsExactly(problem);
    assertThat(fsck(Fsck.Mode.REPAIR))
        .containsExactly(problem + "set aside as _double-train-00001.parquet");
    assertThat(fsck(Fsck.Mode.LOOK)).isEmpty();
    Stored.same(Stored.replay(home, RUN), events);
  }

  @Test
  void rowsThatAreThereTwiceAreTakenOut() throws IOException {
    SampleRun.write(home, "other", 28, 33, 1);
    List<Event> events = Stored.replay(home, RUN);
    assertThat(fsck(Fsck.Mode.LOOK)).hasSize(4);
    assertThat(fsck(Fsck.Mode.REPAIR))
        .hasSize(4)
        .contains(
            "PROBLEM "
                + L1
                + "/train-00000.parquet has "
                + 2 * L1_ROWS
                + " rows that "
                + L1
                + "/other-00000.parquet has, too|removed "
                + 2 * L1_ROWS
                + " rows from it");
    assertThat(fsck(Fsck.Mode.LOOK)).isEmpty();
    Stored.same(Stored.replay(home, RUN), events);
  }

  @Test
  void rowsOfOtherValuesAreLeft() throws IOException {
    metric("train", 7, 0.5);
    metric("other", 7, 0.25);
    metric("another", 8, Double.NaN);
    metric("yet", 8, Double.NaN);
    new Runs(home).finish(SampleRun.ended());
    assertThat(fsck(Fsck.Mode.REPAIR))
        .containsExactly(
            "PROBLEM metrics/run=sample/train-00000.parquet has 1 rows that"
                + " metrics/run=sample/other-00000.parquet has with other values|",
            "PROBLEM metrics/run=sample/yet-00000.parquet has 1 rows that"
                + " metrics/run=sample/another-00000.parquet has, too|set aside as"
                + " _double-yet-00000.parquet");
    assertThat(fsck(Fsck.Mode.REPAIR)).hasSize(1);
  }

  private void metric(String writer, long step, double value) throws IOException {
    try (HistorySink sink = new HistorySink(home, RUN, writer)) {
      sink.publish(new Metric(RUN, Event.MODEL, step, 0, "loss", value, SampleRun.ended().time()));
    }
  }

  @Test
  void progressBeyondTheDataIsCorrected() throws IOException {
    try (HistorySink sink = new HistorySink(home, RUN, "train-from-29")) {
      sink.publish(new Metric(RUN, Event.MODEL, 40, 3, "loss", 0.5, SampleRun.ended().time()));
    }
    Files.delete(root.resolve("metrics/run=sample/train-from-29-00000.parquet"));
    new Runs(home).reopen(RUN);
    String problem =
        "PROBLEM runs/sample/progress.json says that all is stored up to step 40: the tables end"
            + " at step 29|";
    assertThat(fsck(Fsck.Mode.LOOK)).containsExactly(problem);
    assertThat(fsck(Fsck.Mode.REPAIR)).containsExactly(problem + "corrected");
    assertThat(fsck(Fsck.Mode.LOOK)).isEmpty();
    assertThat(new Runs(home).wholeSteps(RUN)).isEqualTo(29);
    assertThat(new Runs(home).info(RUN).orElseThrow().epochs()).isZero();
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Path first = root.resolve(L1 + "/train-00000.parquet");
    Files.move(first, first.resolveSibling("train-00002.parquet"));
    assertThat(fsck(Fsck.Mode.REPAIR))
        .containsExactly(
            "PROBLEM " + L1 + "/train-00000.parquet and 1 more of its writer are missing|");
    Files.move(first.resolveSibling("train-00002.parquet"), first);
    Files.delete(root.resolve("weights/run=sample/layer=l2/train-00000.parquet"));
    assertThat(fsck(Fsck.Mode.REPAIR)).hasSize(1);
  }
}
