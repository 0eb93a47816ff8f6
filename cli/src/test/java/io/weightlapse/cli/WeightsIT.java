// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights leave a run as files, and begin another one. */
class WeightsIT {
  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private void train(String run, String... settings) throws Exception {
    List<Object> args = new ArrayList<>(List.of("train", "xor", "--run", run, "--home", home()));
    for (String setting : settings) {
      args.add("--set");
      args.add(setting);
    }
    Cli.Result trained = Cli.here(args.toArray());
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  private String export(String run, long step, String name) {
    Path file = folder.resolve(name);
    Cli.Result result =
        Cli.here("weights", "export", run, "--step", step, "--output", file, "--home", home());
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("21 parameters of step " + step + ": " + file + "\n");
    return file.toString();
  }

  private float[] last(String run) throws IOException {
    Home opened = Home.open(home().toString());
    NetworkSpec network = new Runs(opened).manifest(run).experiment().network();
    SnapshotReader snapshots = new SnapshotReader(opened, run, network);
    List<Long> steps = snapshots.steps();
    return snapshots.parameters(steps.get(steps.size() - 1));
  }

  @Test
  void aRunBeginsWhereAnotherOneDid() throws Exception {
    train("first", "training.epochs=3");
    float[] expected = last("first");
    for (String format : List.of("npz", "zip")) {
      String file = export("first", 0, "weights." + format);
      String run = "from-" + format;
      train(run, "training.epochs=3", "training.seed=77", "network.init=" + file);
      assertThat(last(run)).as(format).isEqualTo(expected);
    }
    Cli.Result shown = Cli.here("weights", "show", folder.resolve("weights.zip"));
    assertThat(shown.out())
        .containsPattern("l1\\.weight +2 x 2 ")
        .contains("network: 2 -> 2 tanh -> 2 tanh -> 2 tanh -> 1 identity, mse");
    Cli.Result other =
        Cli.here(
            "train",
            "xor-12-layers",
            "--set",
            "network.init=" + folder.resolve("weights.npz"),
            "--home",
            home());
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .startsWith(
            "weightlapse: "
                + folder.resolve("weights.npz")
                + ": weights of layer l4 must have shape [2, 2]: l4.weight has [1, 2]");
  }
}
