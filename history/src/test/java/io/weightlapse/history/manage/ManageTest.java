// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.FaultyStore;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Runs;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.history.compact.SampleRun;
import io.weightlapse.history.compact.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManageTest {
  private static final String RUN = SampleRun.RUN;

  @TempDir Path folder;
  private Path root;
  private Home home;

  @BeforeEach
  void run() throws IOException {
    root = folder.resolve("home");
    home = Home.open(root.toString());
    SampleRun.write(home, "train", 0, 40, 1);
  }

  private void compact(AsWritten asWritten) throws IOException {
    CompactOptions options =
        new CompactOptions(1 << 20, 1, asWritten, Duration.ZERO, CompactOptions.Unfinished.REFUSE);
    new Compactor(home, options).compact(RUN, Output.silent(), () -> false);
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(p -> !Files.isDirectory(p))
          .map(p -> root.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  private static Progress silent() {
    return Output.silent().progress("", "", 1);
  }

  // ---- removing

  @Test
  void removesAllOfARunAndNothingElse() throws IOException {
    compact(AsWritten.KEPT);
    Files.createDirectories(root.resolve("animations/sample/frames/x"));
    Files.writeString(root.resolve("animations/sample/frames/x/0.png"), "");
    Files.createDirectories(root.resolve("layer_stats/run=sample"));
    Files.writeString(root.resolve("layer_stats/run=sample/a.parquet"), "");
    Files.createDirectories(root.resolve("weights/run=sample2"));
    Files.writeString(root.resolve("weights/run=sample2/kept"), "");
    new RunRemover(home).remove(RUN);
    assertThat(files(root)).containsExactly("weights/run=sample2/kept");
    assertThatThrownBy(() -> new RunRemover(home).check(RUN, RunRemover.Unfinished.REFUSE))
        .hasMessageStartingWith("no run sample in ");
  }

  @Test
  void neverFollowsLinks() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside/layer=l1"));
    Files.writeString(outside.resolve("precious"), "x");
    Files.createDirectories(root.resolve("metrics"));
    Files.createSymbolicLink(root.resolve("metrics/run=sample"), folder.resolve("outside"));
    Files.createSymbolicLink(root.resolve("weights/run=sample/l"), folder.resolve("outside"));
    new RunRemover(home).remove(RUN);
    assertThat(files(root)).isEmpty();
    assertThat(outside.resolve("precious")).exists();

    SampleRun.write(home, "train", 0, 2, 1);
    Files.createDirectories(folder.resolve("elsewhere/sample"));
    Files.writeString(folder.resolve("elsewhere/sample/precious"), "x");
    Files.createSymbolicLink(root.resolve("animations"), folder.resolve("elsewhere"));
    assertThatThrownBy(() -> new RunRemover(home).remove(RUN))
        .hasMessageEndingWith("animations/sample leads out of the home: it is not removed");
    assertThat(folder.resolve("elsewhere/sample/precious")).exists();
  }

  @Test
  void aKilledRemovalIsFinishedByTheNext() throws IOException {
    for (int at = 0; ; at++) {
      SampleRun.write(home, "train", 0, 2, 1);
      FaultyStore store = new FaultyStore(home, FaultyStore.Fault.KILL_AFTER, at);
      try {
        new RunRemover(store.home()).remove(RUN);
      } catch (FaultyStore.Killed e) {
        // the process is gone
      }
      if (!store.happened()) {
        assertThat(at).isGreaterThan(5);
        break;
      }
      if (at > 3) { // the marker, then run.json
        assertThat(new Runs(home).list()).isEmpty();
      }
      if (at % 2 == 0 || new Runs(home).exists(RUN)) {
        new RunRemover(home).remove(RUN);
      } else {
        fsck(Fsck.Mode.REPAIR, Fsck.Depth.FOOTERS);
      }
      assertThat(files(root)).filteredOn(f -> !f.contains("_tmp-")).isEmpty();
    }
  }

  @Test
  void aRunThatGoesOnIsNotRemoved() throws IOException {
    new Runs(home).reopen(RUN);
    RunRemover remover = new RunRemover(home);
    assertThatThrownBy(() -> remover.check(RUN, RunRemover.Unfinished.REFUSE))
        .isInstanceOf(UserException.class)
        .hasMessage("run sample has not ended: stop it first, or give --force");
    remover.check(RUN, RunRemover.Unfinished.TAKE);
  }

  // ---- packing

  @ParameterizedTest
  @CsvSource({"run.tar.zst,KEPT", "run.zip,KEPT", "run.tar.zst,REPLACED", "run.zip,REPLACED"})
  void importedRunsAreTheSame(String name, AsWritten asWritten) throws IOException {
    compact(asWritten);
    SampleRun.write(home, "train-from-40", 40, 44, 1);
    Files.createDirectories(root.resolve("animations/sample/frames"));
    Files.writeString(root.resolve("animations/sample/weights.gif"), "GIF");
    Files.writeString(root.resolve("animations/sample/frames/0.png"), "PNG");
    List<Event> events = Stored.replay(home, RUN);
    Path file = folder.resolve(name);
    assertThat(new RunExport(home, RUN).write(file, silent())).isEqualTo(Files.size(file));
    assertThatThrownBy(() -> new RunExport(home, RUN).write(file, silent()))
        .hasMessage(file + " exists already");

    Home other = Home.open(folder.resolve("other").toString());
    assertThat(new RunImport(other).read(file, null)).isEqualTo(RUN);
    Stored.same(Stored.replay(other, RUN), events);
    assertThat(RunTables.of(other, RUN).layer("l1").paths()).hasSize(1);
    assertThat(RunTables.of(other, RUN).layer("l1").tail()).hasSize(1);
    assertThat(files(folder.resolve("other")))
        .contains("animations/sample/weights.gif", "runs/sample/_writers/train")
        .doesNotContain("animations/sample/frames/0.png");
    assertThat(new Fsck(other, Fsck.Depth.ROWS, Fsck.Mode.LOOK).check(RUN)).isEmpty();

    assertThat(new RunImport(home).read(file, "again")).isEqualTo("again");
    assertThat(Stored.replay(home, "again")).hasSameSizeAs(events);
    assertThat(new Runs(home).manifest("again").run()).isEqualTo("again");
    assertThatThrownBy(() -> new RunImport(home).read(file, null))
        .hasMessageStartingWith("run sample exists already in ");
  }

  @Test
  void everyTarReadsWhatWasPacked() throws Exception {
    Path file = folder.resolve("run.zip");
    new RunExport(home, RUN).write(file, silent());
    Path tar = folder.resolve("run.tar");
    Path zst = folder.resolve("run.tar.zst");
    new RunExport(home, RUN).write(zst, silent());
    try (var in = new com.github.luben.zstd.ZstdInputStream(Files.newInputStream(zst))) {
      Files.copy(in, tar);
    }
    Path to = Files.createDirectory(folder.resolve("unpacked"));
    Process process = new ProcessBuilder("tar", "-xf", tar.toString(), "-C", to.toString()).start();
    assertThat(process.waitFor()).isZero();
    Path weights = Path.of("weights/run=sample/layer=l1/train-00000.parquet");
    assertThat(Files.mismatch(to.resolve(weights), root.resolve(weights))).isEqualTo(-1);
    Process sums =
        new ProcessBuilder("sha256sum", "--quiet", "-c", "SHA256SUMS")
            .directory(to.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(sums.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(sums.waitFor()).isZero();
  }

  /** An archive as somebody evil would make it; all of its files have this content. */
  private Path archive(String content, String... paths) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(RunExport.HEAD));
      zip.write(
          "{\"version\":1,\"run\":\"evil\",\"files\":2,\"bytes\":20}"
              .getBytes(StandardCharsets.UTF_8));
      for (String path : paths) {
        zip.putNextEntry(new ZipEntry(path));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = folder.resolve("evil.zip");
    Files.write(file, bytes.toByteArray());
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../evil",
        "/etc/evil",
        "runs/evil/../../../evil",
        "weights/run=evil/../x.parquet",
        "weights/run=other/layer=l1/a.parquet",
        "weights/run=evil/layer=l1/a.sh",
        "runs/other/run.json",
        "runs/evil/_removing",
        "weights\\run=evil\\a.parquet",
        "weights/run=evil//a.parquet",
        "checkpoints/evil/a/b/c",
      })
  void pathsOutsideOfTheRunAreRefused(String path) throws IOException {
    Path file = archive("x", path);
    List<String> before = files(folder);
    assertThatThrownBy(() -> new RunImport(home).read(file, null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "cannot be imported: a file of the run must lie in its folders: was ");
    assertThat(files(folder)).isEqualTo(before);
  }

  @Test
  void archivesThatLieAreRefused() throws IOException {
    List<String> before = files(root);
    refused("x".repeat(30), "is longer than it says", "runs/evil/a");
    refused("x", "has fewer files than it says", "runs/evil/a");
    refused("x", "has more files than it says", "runs/evil/a", "runs/evil/b", "runs/evil/c");
    refused("0123456789", "ends early: no run.json", "runs/evil/a", "runs/evil/b");
    refused(
        "0123456789",
        "cannot be imported: Invalid numeric value",
        "runs/evil/run.json",
        "runs/evil/b");
    Path whole = folder.resolve("run.tar.zst");
    new RunExport(home, RUN).write(whole, silent());
    byte[] bytes = Files.readAllBytes(whole);
    for (int cut : new int[] {0, 10, bytes.length / 2, bytes.length - 20}) {
      Files.write(whole, Arrays.copyOf(bytes, cut));
      assertThatThrownBy(() -> new RunImport(home).read(whole, "copy"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("cannot be imported: ");
      assertThat(files(root)).isEqualTo(before);
    }
    assertThatThrownBy(() -> new RunImport(home).read(folder.resolve("run.rar"), null))
        .hasMessageStartingWith("FILE must end in .tar.zst or .zip: was ");
  }

  private void refused(String content, String message, String... paths) throws IOException {
    Path file = archive(content, paths);
    List<String> before = files(root);
    assertThatThrownBy(() -> new RunImport(home).read(file, null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
    assertThat(files(root)).isEqualTo(before);
  }

  @Test
  void aChangedByteIsSeen() throws IOException {
    Path file = folder.resolve("run.zip");
    new RunExport(home, RUN).write(file, silent());
    Path changed = folder.resolve("changed.zip");
    try (var in = new java.util.zip.ZipInputStream(Files.newInputStream(file));
        var out = new ZipOutputStream(Files.newOutputStream(changed))) {
      ZipEntry e;
      while ((e = in.getNextEntry()) != null) {
        byte[] content = in.readAllBytes();
        if (e.getName().endsWith("l2/train-00000.parquet")) {
          content[100] ^= 1;
        }
        out.putNextEntry(new ZipEntry(e.getName()));
        out.write(content);
      }
    }
    List<String> before = files(root);
    assertThatThrownBy(() -> new RunImport(home).read(changed, "copy"))
        .hasMessage(
            changed
                + " cannot be imported: the checksum of"
                + " weights/run=sample/layer=l2/train-00000.parquet does not agree");
    assertThat(files(root)).isEqualTo(before);
  }

  // ---- checking

  private List<Fsck.Finding> fsck(Fsck.Mode mode, Fsck.Depth depth) throws IOException {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
    Fsck fsck = new Fsck(home, depth, mode, later);
    List<Fsck.Finding> all = new java.util.ArrayList<>();
    for (String run : fsck.runs()) {
      all.addAll(fsck.check(run));
    }
    return all;
  }

  private static List<String> lines(List<Fsck.Finding> findings) {
    return findings.stream()
        .map(f -> f.path() + " " + f.problem() + (f.left() ? "" : ": " + f.repaired()))
        .toList();
  }

  @Test
  void aWholeHomeHasNoProblems() throws IOException {
    assertThat(fsck(Fsck.Mode.LOOK, Fsck.Depth.ROWS)).isEmpty();
    compact(AsWritten.REPLACED);
    assertThat(fsck(Fsck.Mode.LOOK, Fsck.Depth.ROWS)).isEmpty();
  }

  @Test
  void tornFilesAndLeftoversAreRepaired() throws IOException {
    Path layer = root.resolve("weights/run=sample/layer=l1");
    byte[] whole = Files.readAllBytes(layer.resolve("train-00000.parquet"));
    Files.write(layer.resolve("train-00001.parquet"), Arrays.copyOf(whole, whole.length / 2));
    Files.write(layer.resolve("train-00002.parquet"), new byte[0]);
    Files.write(layer.resolve("stranger-00000.parquet"), whole);
    Files.write(layer.resolve("_tmp-train-00003-abc"), new byte[5]);
    Files.createDirectories(root.resolve("paths/run=sample/layer=l1"));
    Files.write(root.resolve("paths/run=sample/layer=l1/000001-x-00000.parquet"), whole);
    String weights = "weights/run=sample/layer=l1/";
    List<String> expected =
        List.of(
            weights + "_tmp-train-00003-abc was left by a process that died",
            weights + "train-00001.parquet is torn: no Parquet footer",
            weights + "train-00002.parquet is torn: no Parquet footer",
            weights + "stranger-00000.parquet is of writer stranger, which has no claim",
            "paths/run=sample/layer=l1/000001-x-00000.parquet was left by a compaction that died");
    List<String> before = files(root);
    assertThat(lines(fsck(Fsck.Mode.LOOK, Fsck.Depth.FOOTERS))).isEqualTo(expected);
    assertThat(files(root)).isEqualTo(before);
    List<Fsck.Finding> repaired = fsck(Fsck.Mode.REPAIR, Fsck.Depth.FOOTERS);
    assertThat(repaired).hasSize(5).noneMatch(Fsck.Finding::left);
    assertThat(lines(repaired))
        .contains(expected.get(1) + ": set aside as _torn-train-00001.parquet")
        .contains(expected.get(0) + ": deleted");
    assertThat(fsck(Fsck.Mode.LOOK, Fsck.Depth.ROWS)).isEmpty();
    assertThat(Files.size(layer.resolve("_torn-train-00001.parquet"))).isEqualTo(whole.length / 2);
    Stored.replay(home, RUN);
    compact(AsWritten.KEPT);
  }

  @Test
  void pathsThatDifferAreTakenOut() throws IOException {
    compact(AsWritten.KEPT);
    List<Event> events = Stored.replay(home, RUN);
    Path file = root.resolve(RunTables.of(home, RUN).layer("l2").paths().get(0));
    byte[] whole = Files.readAllBytes(file);
    byte[] other =
        Files.readAllBytes(root.resolve(RunTables.of(home, RUN).layer("l3").paths().get(0)));
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThat(lines(fsck(Fsck.Mode.LOOK, Fsck.Depth.FOOTERS)))
        .singleElement()
        .asString()
        .endsWith("bytes, the manifest says: has " + (whole.length - 1));
    Files.write(file, other); // whole, of other values
    assertThat(fsck(Fsck.Mode.LOOK, Fsck.Depth.ROWS)).hasSize(1).allMatch(Fsck.Finding::left);
    Files.delete(file);
    assertThat(lines(fsck(Fsck.Mode.REPAIR, Fsck.Depth.FOOTERS)))
        .singleElement()
        .asString()
        .endsWith(" is missing: taken out of the tables: compact the run again");
    assertThat(RunTables.of(home, RUN).layer("l2").paths()).isEmpty();
    assertThat(RunTables.of(home, RUN).layer("l3").paths()).hasSize(1);
    compact(AsWritten.REPLACED);
    assertThat(fsck(Fsck.Mode.LOOK, Fsck.Depth.ROWS)).isEmpty();
    Stored.same(Stored.replay(home, RUN), events);

    Files.delete(root.resolve(RunTables.of(home, RUN).layer("l2").paths().get(0)));
    assertThat(fsck(Fsck.Mode.REPAIR, Fsck.Depth.FOOTERS)) // nothing brings these rows back
        .singleElement()
        .matches(Fsck.Finding::left);
  }

  @Test
  void runsThatAreNoneAreSaid() throws IOException {
    Files.delete(root.resolve("runs/sample/run.json"));
    Files.createDirectories(root.resolve("metrics/run=ghost"));
    assertThat(lines(fsck(Fsck.Mode.REPAIR, Fsck.Depth.FOOTERS)))
        .containsExactly(
            "runs/ghost has files but no run.json", "runs/sample has files but no run.json");
    Files.writeString(root.resolve("runs/sample/run.json"), "{");
    assertThat(lines(fsck(Fsck.Mode.REPAIR, Fsck.Depth.FOOTERS)))
        .anyMatch(l -> l.startsWith("runs/sample cannot be read: "));
  }
}
