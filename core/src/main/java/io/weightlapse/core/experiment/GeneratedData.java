// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.data.Generator;
import io.weightlapse.core.data.Generators;
import io.weightlapse.core.data.Labels;
import io.weightlapse.core.data.PlaneFeature;
import io.weightlapse.core.random.Rng;
import io.weightlapse.core.util.Checks;
import java.util.List;
import java.util.Objects;

/**
 * Samples made by a formula and a seed. Which settings a generator takes its {@link Generator}
 * says; the others keep its defaults.
 *
 * @param generator name of one of {@link Generators}
 * @param points number of samples, before the split
 * @param rng whose random numbers
 * @param seed of the generator
 * @param noise how much, in the generator's own measure
 * @param features columns made of a point's two coordinates; empty where points are not plane
 * @param labels how classes are written as targets
 * @param classes number of classes; 0 for regression
 * @param size cells of a side of the grid, or columns of the regressions; 0 for the others
 * @param standardise whether every column gets mean 0 and deviation 1 (over the training samples)
 * @param split samples kept from training
 */
public record GeneratedData(
    String generator,
    int points,
    Rng rng,
    long seed,
    double noise,
    List<PlaneFeature> features,
    Labels labels,
    int classes,
    int size,
    boolean standardise,
    SplitSpec split)
    implements DataSpec {
  /** Checks the bounds. */
  public GeneratedData {
    Objects.requireNonNull(rng, "rng");
    features = List.copyOf(features);
    Checks.atLeast("data.points", points, 1);
    Generator info = Generators.of(generator);
    Checks.require(
        noise >= 0 && noise <= info.mostNoise(),
        "data.noise of %s must be in [0, %s]: was %s",
        generator,
        info.mostNoise(),
        noise);
    Checks.require(
        info.classes() == 0 || (classes >= 2 && classes <= info.mostClasses()),
        "data.classes of %s must be 2..%d: was %d",
        generator,
        info.mostClasses(),
        classes);
    Checks.require(
        classes == 2 || labels == Labels.ONE_HOT || info.classes() == 0,
        "data.labels must be one-hot for %d classes: was %s",
        classes,
        labels.label());
    Checks.require(
        !info.plane() || !features.isEmpty(), "data.features must name at least one: was empty");
    Checks.require(
        info.size() == 0 || (size >= 1 && size <= 1000),
        "data.%s must be 1..1000: was %d",
        info.sizeKey(),
        size);
    split.trainRows(points);
  }

  /** With the generator's own defaults. */
  public static GeneratedData of(String generator, int points, Rng rng, long seed) {
    Generator info = Generators.of(generator);
    return new GeneratedData(
        generator,
        points,
        rng,
        seed,
        info.noise(),
        info.plane() ? List.of(PlaneFeature.X1, PlaneFeature.X2) : List.of(),
        info.labels(),
        info.classes(),
        info.size(),
        false,
        SplitSpec.NONE);
  }

  @Override
  public int rows() {
    return split.trainRows(points);
  }

  @Override
  public boolean classifies() {
    return Generators.of(generator).classes() > 0;
  }
}
