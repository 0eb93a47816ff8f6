// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import io.weightlapse.core.util.UserException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a job that ask for GPUs. */
public final class GpuArguments {
  @Option(
      names = "--gpus-per-executor",
      paramLabel = "N",
      description = "GPUs of each executor, on a cluster that has some (default: none).")
  private Integer perExecutor;

  @Option(
      names = "--gpus-per-task",
      paramLabel = "N",
      description =
          "GPUs of each task: a whole number, or a fraction up to 0.5 to share one (default: 1).")
  private Double perTask;

  /** What was asked for; empty if nothing was. */
  public Optional<GpuRequest> request() {
    if (perExecutor == null) {
      if (perTask != null) {
        throw new UserException("--gpus-per-task needs --gpus-per-executor");
      }
      return Optional.empty();
    }
    return Optional.of(new GpuRequest(perExecutor, perTask == null ? 1 : perTask));
  }
}
