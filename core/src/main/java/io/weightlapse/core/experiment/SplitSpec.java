// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;

/**
 * Which samples are kept from training. A number below 1 is a share of all samples, from 1 on it
 * counts them.
 *
 * @param validation samples to tune by; 0 for none
 * @param test samples to judge by; 0 for none (image sets bring their own)
 * @param seed of the order in which samples are dealt to training, validation and test, which is
 *     that of {@code torch.manual_seed(seed); random_split}
 */
public record SplitSpec(double validation, double test, long seed) implements Serializable {
  /** Everything is for training, in its own order. */
  public static final SplitSpec NONE = new SplitSpec(0, 0, 0);

  /** Checks the bounds. */
  public SplitSpec {
    check("data.split.validation", validation);
    check("data.split.test", test);
  }

  private static void check(String name, double value) {
    Checks.notNegative(name, value);
    Checks.require(
        value < 1 || value == Math.rint(value),
        "%s must be a share below 1 or a whole number: was %s",
        name,
        value);
  }

  /** Whether samples are dealt in a random order. */
  public boolean deals() {
    return validation > 0 || test > 0;
  }

  /** Samples of {@code rows} that tune. */
  public int validationRows(int rows) {
    return count(validation, rows);
  }

  /** Samples of {@code rows} that judge. */
  public int testRows(int rows) {
    return count(test, rows);
  }

  /** Samples of {@code rows} that train: at least one must. */
  public int trainRows(int rows) {
    long kept = (long) validationRows(rows) + testRows(rows);
    Checks.require(
        kept < rows,
        "data.split must leave samples for training: was %d of %d kept from it",
        kept,
        rows);
    return (int) (rows - kept);
  }

  private static int count(double part, int rows) {
    return (int) (part < 1 ? Math.round(part * rows) : Math.min(part, Integer.MAX_VALUE));
  }
}
