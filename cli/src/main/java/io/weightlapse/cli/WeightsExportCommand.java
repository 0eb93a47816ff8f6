// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
import io.weightlapse.core.weights.WeightsFile;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse weights export}: one snapshot as a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes the weights of a stored run at one step to a file.")
final class WeightsExportCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Option(
      names = "--step",
      paramLabel = "N|last",
      defaultValue = "last",
      description = "Which stored step (default: the last).")
  private String step;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "Where to; the name's end says the format: .npz, .safetensors or .zip (DL4J).")
  private String output;

  @Override
  public Integer call() throws IOException {
    WeightsFile file = WeightsFile.of(output);
    Home home = common.home();
    NetworkSpec network = new Runs(home).manifest(run).experiment().network();
    SnapshotReader snapshots = new SnapshotReader(home, run, network);
    long chosen = step(snapshots.steps());
    float[] parameters = snapshots.parameters(chosen);
    file.write(network, parameters);
    common
        .output()
        .line(
            String.format(
                Locale.ROOT, "%,d parameters of step %d: %s", parameters.length, chosen, output));
    return 0;
  }

  private long step(List<Long> stored) {
    if (stored.isEmpty()) {
      throw new UserException("run " + run + " has no snapshot of every layer", 1, null);
    }
    if (step.equals("last")) {
      return stored.get(stored.size() - 1);
    }
    try {
      return Long.parseLong(step);
    } catch (NumberFormatException e) {
      throw new UserException("--step must be a number or last: was " + step, 2, e);
    }
  }
}
