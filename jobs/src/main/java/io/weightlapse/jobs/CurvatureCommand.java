// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.landscape.curvature.LanczosOptions;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.Checks;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code curvature}: eigenvalues and trace of the loss's Hessian, as metrics. */
@Command(
    name = "curvature",
    description = "Measures the curvature of the loss at stored steps of a run as a Spark job.")
public final class CurvatureCommand extends JobCommand {
  @Parameters(paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "1",
      description = "How many of the greatest eigenvalues (default: 1).")
  private int top = 1;

  @Option(
      names = "--bottom",
      paramLabel = "K",
      defaultValue = "0",
      description = "How many of the least eigenvalues (default: 0).")
  private int bottom;

  @Option(
      names = "--probes",
      paramLabel = "N",
      defaultValue = "0",
      description = "Random vectors that estimate the trace (default: 0, no trace).")
  private int probes;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "100",
      description = "Products with the Hessian at most, a step (default: 100).")
  private int iterations = 100;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      defaultValue = "1e-3",
      description = "Relative change of the eigenvalues that is good enough (default: 1e-3).")
  private double tolerance = 1e-3;

  @Option(
      names = "--steps",
      paramLabel = "frames|last|all|N,N...|A:B:EVERY",
      defaultValue = "last",
      description = "Which stored steps (default: last).")
  private String steps = "last";

  @Mixin private SampleOptions sampled = new SampleOptions();

  private CurvatureRequest request;

  @Override
  protected String jobName() {
    return "weightlapse curvature " + run;
  }

  @Override
  public void check() throws IOException {
    Checks.require(probes == 0 || probes >= 2, "--probes must be 0 or >= 2: was %d", probes);
    DataChoice choice = sampled.choice();
    new Runs(Home.open(home())).manifest(run); // fails if there is no such run
    request =
        new CurvatureRequest(
            run,
            new StepChoice(steps),
            new LanczosOptions(top, bottom, iterations, tolerance, sampled.seed()),
            probes,
            choice,
            home(),
            kafkaSettings().orElse(null),
            dataFolder());
  }

  @Override
  public JobReport run(JavaSparkContext spark, Output out) throws IOException {
    if (request == null) {
      check();
    }
    return CurvatureJob.run(spark, request, out);
  }
}
