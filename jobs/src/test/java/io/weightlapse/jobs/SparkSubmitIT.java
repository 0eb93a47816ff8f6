// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.RunState;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar for Spark, by hand. */
class SparkSubmitIT {
  @TempDir Path folder;

  @Test
  void shadedJarTrainsAndSurveys() throws Exception {
    Path home = folder.resolve("home");
    submit(0, "TrainJob", "xor", "--run", "by-hand", "--set", "training.epochs=3", "--home", home);
    submit(0, "LandscapeJob", "by-hand", "--home", home);
    List<RunInfo> runs = new Runs(Home.open(home.toString())).list();
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).state()).isEqualTo(RunState.DONE);
    assertThat(home.resolve("surfaces/run=by-hand/slice=neurons-l4-n0-w0-w1")).isDirectory();
    String said = submit(2, "TrainJob", "xor", "--run", "by-hand", "--home", home);
    assertThat(said)
        .contains("weightlapse: run by-hand exists already in " + home)
        .doesNotContain("\tat ");
  }

  @Test
  void shadedJarHoldsWhatAveragingNeeds() throws Exception {
    Path home = folder.resolve("home");
    String said =
        submit(
            0,
            "TrainJob",
            "playground",
            "--run",
            "averaged",
            "--set",
            "training.epochs=1",
            "--mode",
            "averaging",
            "--workers",
            "2",
            "--home",
            home);
    assertThat(said).contains("averaged trained: 25 steps, 1 epochs in ");
    assertThat(home.resolve("checkpoints/averaged/round.json")).exists();
    assertThat(home.resolve("runs/averaged/evaluation.json")).exists();
  }

  private String submit(int code, String job, Object... arguments) throws Exception {
    return Submitted.start(folder, "local[2]", job, arguments).end(code);
  }
}
