// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code weightlapse experiments}. */
@Command(
    name = "experiments",
    mixinStandardHelpOptions = true,
    description = "Lists the built-in experiments.")
final class ExperimentsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    TextTable table = new TextTable("NAME", "PARAMETERS", "EPOCHS", "WHAT");
    for (String name : ExperimentReader.builtInNames()) {
      Experiment e = ExperimentReader.builtIn(name);
      table.row(
          name,
          String.format(java.util.Locale.ROOT, "%,d", e.network().layout().size()),
          Integer.toString(e.training().epochs()),
          e.title());
    }
    System.out.print(table.text());
    return 0;
  }
}
