// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.jobs.LandscapeCommand;
import io.weightlapse.jobs.LandscapeJob;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weightlapse landscape}. */
@Command(
    name = "landscape",
    mixinStandardHelpOptions = true,
    description = "Computes loss surfaces of a stored run as a Spark job.")
final class LandscapeLocally implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LandscapeCommand job;

  @Option(
      names = "--master",
      paramLabel = "URL",
      defaultValue = "local[*]",
      description = "Spark's master (default: ${DEFAULT-VALUE}, inside this process).")
  private String master;

  @Override
  public Integer call() throws IOException {
    return LocalJob.run(
        job, master, LandscapeJob.class, spec.commandLine().getParseResult().originalArgs());
  }
}
