// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.util.List;

/**
 * A set of images in IDX files or in CIFAR-10's binary batches. Bytes become numbers in [0, 1];
 * then each channel's mean is taken off and its deviation divided out.
 *
 * @param set {@code mnist}, {@code fashion-mnist}, {@code cifar10}, or a folder: a name in the data
 *     folder or a path
 * @param classes number of classes
 * @param mean one for all channels or one for each
 * @param deviation one for all channels or one for each
 * @param split training samples kept for validation; the test files are the test samples
 */
public record ImageData(
    String set, int classes, List<Double> mean, List<Double> deviation, SplitSpec split)
    implements DataSpec {
  /** Checks the bounds. */
  public ImageData {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    Checks.require(!set.isBlank(), "data.images must name a set or a folder: was empty");
    Checks.require(classes >= 2 && classes <= 256, "data.classes must be 2..256: was %d", classes);
    Checks.require(
        !mean.isEmpty() && mean.stream().allMatch(Double::isFinite),
        "data.mean must have one number for all channels or one for each: was %s",
        mean);
    Checks.require(
        !deviation.isEmpty() && deviation.stream().allMatch(d -> d > 0 && Double.isFinite(d)),
        "data.deviation must have one number > 0 for all channels or one for each: was %s",
        deviation);
    Checks.require(
        split.test() == 0, "data.split.test must be left out, images have test files of their own");
  }

  /** A set as it is: ten classes, numbers in [0, 1], nothing kept for validation. */
  public static ImageData of(String set) {
    return new ImageData(set, 10, List.of(0.0), List.of(1.0), SplitSpec.NONE);
  }

  @Override
  public boolean classifies() {
    return true;
  }
}
