// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import io.weightlapse.core.util.UserException;
import org.apache.spark.SparkConf;

/**
 * The GPUs that a job asks Spark for.
 *
 * @param perExecutor whole devices of each executor, at least 1
 * @param perTask devices of each task: a whole number up to {@code perExecutor}, or at most 0.5,
 *     where so many tasks share a device
 */
public record GpuRequest(int perExecutor, double perTask) {
  /** Where images for Kubernetes have {@code infra/gpu/discover-gpus.sh}. */
  public static final String SCRIPT = "/opt/weightlapse/gpu/discover-gpus.sh";

  private static final String EXECUTOR = "spark.executor.resource.gpu.";

  /** Bounds are named as the options. */
  public GpuRequest {
    require(perExecutor >= 1, "--gpus-per-executor must be >= 1: was %s", perExecutor);
    require(
        perTask > 0 && (perTask <= 0.5 || perTask == Math.rint(perTask)),
        "--gpus-per-task must be a whole number, or > 0 and <= 0.5 for tasks that share a GPU: was"
            + " %s",
        text(perTask));
    if (perTask > perExecutor) {
      throw new UserException(
          "--gpus-per-task must be <= the "
              + perExecutor
              + " of --gpus-per-executor: was "
              + text(perTask));
    }
  }

  private static void require(boolean holds, String message, Object was) {
    if (!holds) {
      throw new UserException(String.format(message, was));
    }
  }

  /** Whole numbers without a fraction. */
  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /**
   * Fails if the workers of a cluster can never have that many.
   *
   * @param has GPUs of each worker
   */
  public void checkWorkers(String master, int has) {
    if (has == 0) {
      throw new UserException("--gpus-per-executor: the workers of " + master + " have no GPU");
    }
    if (perExecutor > has) {
      throw new UserException(
          "--gpus-per-executor must be <= "
              + has
              + ", what each worker of "
              + master
              + " has: was "
              + perExecutor);
    }
  }

  /** Asks for them in a configuration; what the user set there stays, but for the amounts. */
  public void applyTo(SparkConf conf) {
    String master = conf.get("spark.master", "");
    if (master.startsWith("local") && !master.startsWith("local-cluster")) {
      throw new UserException("--gpus-per-executor needs a cluster: --master was " + master);
    }
    conf.set(EXECUTOR + "amount", Integer.toString(perExecutor));
    conf.set("spark.task.resource.gpu.amount", text(perTask));
    // CUDA numbers devices by speed unless told otherwise, nvidia-smi by their place on the bus
    conf.setIfMissing("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    if (!master.startsWith("spark://")) { // there, workers know their GPUs and pass them on
      conf.setIfMissing(EXECUTOR + "discoveryScript", SCRIPT);
    }
    if (master.startsWith("k8s://")) {
      conf.setIfMissing(EXECUTOR + "vendor", "nvidia.com");
    }
  }
}
