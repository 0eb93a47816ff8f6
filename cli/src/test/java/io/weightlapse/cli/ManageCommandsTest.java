// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import io.weightlapse.core.nn.Param;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compact, runs show, rm, export, import, prune, and fsck, as a user types them. */
class ManageCommandsTest {
  @TempDir Path folder;

  @BeforeEach
  void run() throws IOException {
    Instant begin = Instant.parse("2026-11-22T18:45:01Z");
    RunManifest manifest = new RunManifest("r", firstLayerKept(), begin, "00", Map.of());
    try (HistorySink sink = new HistorySink(Home.open(home().toString()), "r", "train")) {
      sink.publish(new RunStarted(manifest, begin));
      for (int step = 0; step < 20; step++) {
        float[] values = {step, 1, 2, 3};
        sink.publish(Snapshot.whole("r", Event.MODEL, step, 0, "l1", Param.W, 2, 2, values));
      }
      sink.publish(new RunEnded("r", begin, RunState.DONE, 20, ""));
    }
  }

  /** So that the other layers' steps are not missed. */
  private static Experiment firstLayerKept() {
    return ExperimentReader.read(
        Overrides.apply(
                ExperimentReader.tree("xor"), List.of("snapshots={everySteps: 1, layers: [l1]}"))
            .get(0),
        "xor");
  }

  private Path home() {
    return folder.resolve("home");
  }

  private Cli.Result cli(Object... args) {
    Object[] all = new Object[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--home";
    all[args.length + 1] = home();
    return Cli.here(all);
  }

  private void says(int code, String text, Object... args) {
    Cli.Result result = cli(args);
    assertThat(result.out() + result.err()).contains(text).doesNotContain("\tat ");
    assertThat(result.code()).isEqualTo(code);
  }

  @Test
  void wholeLifeOfARun() throws IOException {
    says(0, "r compacted: 1 layers, 80 values, ", "compact", "r");
    says(0, "r is compact: 80 values", "compact", "r");
    says(0, "80 values in 1 files of paths", "runs", "show", "r");
    says(0, "1 runs checked, 0 problems, 0 repaired", "fsck", "--deep");
    Path file = folder.resolve("r.tar.zst");
    says(0, "r exported: " + file, "runs", "export", "r", file);
    says(0, "copy imported", "runs", "import", file, "--as", "copy");
    says(0, "would remove 1 runs, ", "runs", "prune", "--keep", "1", "--dry-run");
    says(0, "copy", "runs");
    says(0, "copy removed", "runs", "rm", "copy", "--yes");
    assertThat(cli("runs").out()).doesNotContain("copy");
    says(0, "r removed", "runs", "prune", "--older-than", "1s", "--yes");
    assertThat(cli("runs").out()).startsWith("no runs in ");
  }

  @Test
  void snapshotsOfOldRunsAreThinned() {
    Object[] prune = {"runs", "prune", "--keep", "0", "--keep-snapshots", "every:5,last:2"};
    says(
        0, "r, 6 of 20 steps stay\nwould remove snapshots of 14 steps\n", with(prune, "--dry-run"));
    says(0, "r thinned: 6 of 20 steps stay", with(prune, "--yes", "--grace", "0s"));
    says(0, "nothing to remove", with(prune, "--yes"));
    String steps = "SELECT string_agg(DISTINCT step ORDER BY step) AS steps FROM ";
    for (String view : new String[] {"weights", "neurons"}) {
      says(0, "0,5,10,15,18,19", "query", steps + view, "--format", "csv");
    }
    says(0, "1 runs checked, 0 problems, 0 repaired", "fsck", "--deep");
    says(0, "nothing to remove", "runs", "prune", "--max-size", "1g");
    says(0, "would remove 1 runs, ", "runs", "prune", "--max-size", "0", "--dry-run");
  }

  private static Object[] with(Object[] args, Object... more) {
    return java.util.stream.Stream.of(args, more).flatMap(java.util.Arrays::stream).toArray();
  }

  @Test
  void problemsLeftAreExitCode1() throws IOException {
    Path torn = home().resolve("weights/run=r/layer=l1/train-00001.parquet");
    Files.write(torn, new byte[7]);
    says(1, "layer=l1/train-00001.parquet is torn: no Parquet footer", "fsck", "r");
    says(0, "set aside as _torn-train-00001.parquet", "fsck", "--repair");
    says(0, "1 runs checked, 0 problems, 0 repaired", "fsck");
  }

  @Test
  void mistakesAreSaid() {
    says(2, "no run nope in ", "compact", "nope");
    says(2, "--memory must be >= 256m: was 1m", "compact", "r", "--memory", "1m");
    says(
        2,
        "--memory must be a size such as 512m or 1g: was much",
        "compact",
        "r",
        "--memory",
        "much");
    says(2, "--memory must be <= ", "compact", "r", "--memory", "900g");
    says(2, "--threads must be >= 1: was 0", "compact", "r", "--threads", "0");
    says(
        2,
        "--grace must be a time such as 90s, 30m, 12h or 30d: was 1",
        "compact",
        "r",
        "--grace",
        "1");
    says(
        2,
        "--keep-snapshots must be every:N, last:K or every:N,last:K, from 1: was every:0",
        "runs",
        "prune",
        "--keep",
        "1",
        "--keep-snapshots",
        "every:0");
    says(2, "--grace needs --keep-snapshots", "runs", "prune", "--keep", "1", "--grace", "1s");
    says(2, "prune needs --keep N, --older-than TIME, --max-size SIZE or several", "runs", "prune");
    says(
        2,
        "FILE must end in .tar.zst or .zip: was ",
        "runs",
        "export",
        "r",
        folder.resolve("r.rar"));
    says(2, "no file ", "runs", "import", folder.resolve("none.zip"));
    says(2, "no run nope in ", "runs", "rm", "nope", "--yes");
    says(2, "no run nope in ", "fsck", "nope");
  }
}
