// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.Checks;
import picocli.CommandLine.Option;

/** What a loss is over, and the seed of all that is random. */
final class SampleOptions {
  @Option(
      names = "--data",
      paramLabel = "WHAT",
      defaultValue = "train",
      description = {
        "train, validation, test, class:K, or batch:K (a minibatch of the first epoch); of lines",
        "also batches:K (all, and each of the first K minibatches)."
      })
  private String data = "train";

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most so many samples, drawn by --seed (default: all).")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of directions, points, vectors, probes and samples (default: 0).")
  private long seed;

  /** The samples of one series; checks the options. */
  DataChoice choice() {
    Checks.atLeast("--samples", samples, 0);
    return new DataChoice(data, samples, seed);
  }

  String data() {
    return data;
  }

  int samples() {
    Checks.atLeast("--samples", samples, 0);
    return samples;
  }

  long seed() {
    return seed;
  }
}
