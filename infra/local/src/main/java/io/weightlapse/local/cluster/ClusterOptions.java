// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cluster is to have.
 *
 * @param workers processes that start executors, at least 1
 * @param cores task slots of each worker, at least 1
 * @param memoryMb what the executors of one worker may have together, in MiB, at least 512
 * @param gpusPerWorker GPUs of each worker, each worker its own; 0 for none
 */
public record ClusterOptions(int workers, int cores, int memoryMb, int gpusPerWorker) {
  private static final int LEAST_MB = 512;
  private static final int MOST = 64;
  private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})([mMgG])");

  /** Bounds are named as the command's options. */
  public ClusterOptions {
    require(workers >= 1 && workers <= MOST, "--workers", "1.." + MOST, workers);
    require(cores >= 1, "--cores", ">= 1", cores);
    require(memoryMb >= LEAST_MB, "--memory", ">= " + LEAST_MB + "m", memoryMb + "m");
    require(gpusPerWorker >= 0, "--gpus-per-worker", ">= 0", gpusPerWorker);
  }

  /** MiB of a text such as {@code 1500m} or {@code 2g}. */
  public static int megabytes(String text) {
    Matcher m = MEMORY.matcher(text);
    require(m.matches(), "--memory", "a number with m or g, such as 2g", text);
    int number = Integer.parseInt(m.group(1));
    return m.group(2).toLowerCase(Locale.ROOT).equals("g") ? number * 1024 : number;
  }

  private static void require(boolean holds, String name, String bound, Object was) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + bound + ": was " + was);
    }
  }
}
