// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.history.Rewind;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.history.compact.SampleRun;
import io.weightlapse.history.compact.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as written that were kept beside the paths, and then were lost or taken back. */
class LostFilesTest {
  private static final String RUN = SampleRun.RUN;
  private static final String FILE = "weights/run=sample/layer=l2/train-00000.parquet";

  @TempDir Path root;
  private Home home;

  @BeforeEach
  void open() throws IOException {
    home = Home.open(root.toString());
    SampleRun.write(home, "train", 0, 30, 1);
    SampleRun.write(home, "train-from-30", 31, 40, 1);
  }

  private void compact(AsWritten asWritten) throws IOException {
    CompactOptions options =
        new CompactOptions(1 << 20, 1, asWritten, Duration.ZERO, CompactOptions.Unfinished.REFUSE);
    new Compactor(home, options).compact(RUN, Output.silent(), () -> false);
  }

  private void tear() throws IOException {
    byte[] whole = Files.readAllBytes(root.resolve(FILE));
    Files.write(root.resolve(FILE), Arrays.copyOf(whole, whole.length / 2));
  }

  private List<String> fsck(Fsck.Mode mode) throws IOException {
    return new Fsck(home, Fsck.Depth.ROWS, mode)
        .check(RUN).stream()
            .map(f -> f.kind() + " " + f.path() + " " + f.problem() + "|" + f.repaired())
            .toList();
  }

  @ParameterizedTest
  @EnumSource(AsWritten.class)
  void thePathsStandInForATornFile(AsWritten then) throws IOException {
    compact(AsWritten.KEPT);
    List<Event> events = Stored.replay(home, RUN);
    SnapshotReader before = new SnapshotReader(home, RUN, network());
    float[] step = before.parameters(7);
    tear();
    assertThat(fsck(Fsck.Mode.LOOK))
        .containsExactly("PROBLEM " + FILE + " is torn: no Parquet footer|");
    String note = "NOTE " + FILE + " is missing: readers take its rows from the paths|";
    assertThat(fsck(Fsck.Mode.REPAIR))
        .containsExactly(
            "PROBLEM "
                + FILE
                + " is torn: no Parquet footer|set aside as _torn-train-00000.parquet; the paths"
                + " have its rows",
            note);
    Stored.same(Stored.replay(home, RUN), events);
    assertThat(new SnapshotReader(home, RUN, network()).parameters(7)).isEqualTo(step);
    RunTables.Files files = RunTables.of(home, RUN).layer("l2");
    assertThat(files.snapshots()).isEqualTo(RunTables.Snapshots.IN_PATHS);
    assertThat(files.paths()).hasSize(1);
    assertThat(RunTables.of(home, RUN).layer("l1").snapshots())
        .isEqualTo(RunTables.Snapshots.AS_WRITTEN);

    compact(then); // nothing new: the paths stay, and so does what is left of the files
    Stored.same(Stored.replay(home, RUN), events);
    Path left = root.resolve("weights/run=sample/layer=l2/train-from-30-00000.parquet");
    assertThat(Files.exists(left)).isEqualTo(then == AsWritten.KEPT);
    assertThat(fsck(Fsck.Mode.LOOK)).isEqualTo(then == AsWritten.KEPT ? List.of(note) : List.of());
  }

  @ParameterizedTest
  @EnumSource(AsWritten.class)
  void aLaterCompactionTakesTheRowsOfThePathsAlong(AsWritten then) throws IOException {
    compact(AsWritten.KEPT);
    Files.delete(root.resolve(FILE));
    SampleRun.write(home, "train-from-39", 40, 55, 1);
    List<Event> events = Stored.replay(home, RUN);
    assertThat(events).hasSize(2 + 54 * network().layout().blocks().size());
    compact(then);
    Stored.same(Stored.replay(home, RUN), events);
    compact(then);
    Stored.same(Stored.replay(home, RUN), events);
    assertThat(fsck(Fsck.Mode.LOOK)).isEmpty();
  }

  @Test
  void pathsThatAreAllThereIsAreNotTakenOut() throws IOException {
    compact(AsWritten.KEPT);
    Files.delete(root.resolve(FILE));
    Path paths = root.resolve(RunTables.of(home, RUN).layer("l2").paths().get(0));
    byte[] whole = Files.readAllBytes(paths);
    Files.write(paths, Arrays.copyOf(whole, whole.length - 1));
    assertThat(fsck(Fsck.Mode.REPAIR)).anyMatch(f -> f.endsWith("has " + (whole.length - 1) + "|"));
    assertThat(RunTables.of(home, RUN).layer("l2").paths()).hasSize(1);
  }

  @Test
  void anExportTakesThePathsAlong() throws IOException {
    compact(AsWritten.KEPT);
    List<Event> events = Stored.replay(home, RUN);
    Files.delete(root.resolve(FILE));
    Path file = root.resolve("run.zip");
    new RunExport(home, RUN).write(file, Output.silent().progress("", "", 1));
    Home other = Home.open(root.resolve("other").toString());
    new RunImport(other).read(file, null);
    Stored.same(Stored.replay(other, RUN), events);
    assertThat(new Fsck(other, Fsck.Depth.ROWS, Fsck.Mode.LOOK).check(RUN)).isEmpty();
  }

  /** A training that goes on from an earlier checkpoint removes whole files: nothing is lost. */
  @Test
  void whatIsTakenBackIsNotReadFromThePaths() throws IOException {
    compact(AsWritten.KEPT);
    Rewind.to(home, RUN, 30);
    assertThat(Stored.replay(home, RUN)).hasSize(2 + 30 * network().layout().blocks().size());
    assertThat(TableManifest.latest(home, RUN).orElseThrow().layers()).isEmpty();
    SampleRun.write(home, "train-from-30", 31, 50, 1);
    compact(AsWritten.KEPT);
    assertThat(Stored.replay(home, RUN)).hasSize(2 + 49 * network().layout().blocks().size());
    assertThat(fsck(Fsck.Mode.LOOK)).isEmpty();
  }

  private static io.weightlapse.core.nn.NetworkSpec network() {
    return SampleRun.started().manifest().experiment().network();
  }
}
