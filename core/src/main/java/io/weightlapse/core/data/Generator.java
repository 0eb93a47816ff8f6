// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.random.RandomSource;

/**
 * A way to make samples, and what it lets one set.
 *
 * @param name in YAML
 * @param what it makes, for people
 * @param noiseUnit what its noise measures; empty if it has none
 * @param noise by default
 * @param mostNoise the bound; 0 if it has none
 * @param classes by default; 0 for regression
 * @param mostClasses the bound
 * @param labels by default
 * @param sizeKey YAML's name of its size; empty if it has none
 * @param size by default; 0 if it has none
 * @param plane whether samples are points with two coordinates
 * @param recipe makes the samples
 */
public record Generator(
    String name,
    String what,
    String noiseUnit,
    double noise,
    double mostNoise,
    int classes,
    int mostClasses,
    Labels labels,
    String sizeKey,
    int size,
    boolean plane,
    Recipe recipe) {
  static Generator classes(String name, String what, int classes, Labels labels, Recipe recipe) {
    return new Generator(name, what, "", 0, 0, classes, classes, labels, "", 0, true, recipe);
  }

  static Generator regression(String name, String what, Recipe recipe) {
    return new Generator(name, what, "", 0, 0, 0, 0, Labels.ONE_HOT, "", 0, true, recipe);
  }

  Generator withNoise(String unit, double standard, double most) {
    return new Generator(
        name,
        what,
        unit,
        standard,
        most,
        classes,
        mostClasses,
        labels,
        sizeKey,
        size,
        plane,
        recipe);
  }

  Generator upToClasses(int most) {
    return new Generator(
        name, what, noiseUnit, noise, mostNoise, classes, most, labels, sizeKey, size, plane,
        recipe);
  }

  Generator withSize(String key, int standard) {
    return new Generator(
        name,
        what,
        noiseUnit,
        noise,
        mostNoise,
        classes,
        mostClasses,
        labels,
        key,
        standard,
        plane,
        recipe);
  }

  Generator ofColumns(int standard) {
    return new Generator(
        name,
        what,
        noiseUnit,
        noise,
        mostNoise,
        classes,
        mostClasses,
        labels,
        "columns",
        standard,
        false,
        recipe);
  }

  /** Makes the samples of a specification. */
  public interface Recipe {
    /** With random numbers at their beginning. */
    Samples make(GeneratedData spec, RandomSource random);
  }
}
