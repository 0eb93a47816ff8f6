// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.jobs.TrainCommand;
import io.weightlapse.jobs.TrainJob;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weightlapse train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains an experiment as a Spark job; its weights go to the history and to Kafka.",
      "With --kafka embedded, a broker of this machine that keeps its log in the home."
    })
final class TrainLocally implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TrainCommand job;

  @Option(
      names = "--master",
      paramLabel = "URL",
      defaultValue = "local[*]",
      description = "Spark's master (default: ${DEFAULT-VALUE}, inside this process).")
  private String master;

  @Override
  public Integer call() throws IOException {
    return LocalJob.run(
        job, master, TrainJob.class, spec.commandLine().getParseResult().originalArgs());
  }
}
