// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.jobs.CurvatureCommand;
import io.weightlapse.jobs.CurvatureJob;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weightlapse curvature}. */
@Command(
    name = "curvature",
    mixinStandardHelpOptions = true,
    description = "Measures eigenvalues and trace of the loss's Hessian as a Spark job.")
final class CurvatureLocally implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CurvatureCommand job;

  @Option(
      names = "--master",
      paramLabel = "URL",
      defaultValue = "local[*]",
      description = "Spark's master (default: ${DEFAULT-VALUE}, inside this process).")
  private String master;

  @Override
  public Integer call() throws IOException {
    return LocalJob.run(
        job, master, CurvatureJob.class, spec.commandLine().getParseResult().originalArgs());
  }
}
