// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.experiment.SplitSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Data sets made by a formula and a seed. */
public final class Generators {
  private static final double UNBOUNDED = 1000;

  private static final Map<String, Generator> ALL =
      Stream.of(
              Generator.classes(
                  "xor",
                  "the unit square, 1 where just one coordinate exceeds 0.5",
                  2,
                  Labels.ZERO_ONE,
                  ToyGenerators::xor),
              playground("circle", "a disc inside a ring", PlaygroundGenerators::circle),
              playground("gauss", "two clouds", PlaygroundGenerators::gauss),
              playground("spiral", "two spirals", PlaygroundGenerators::spiral),
              playground("playground-xor", "four squares", PlaygroundGenerators::xor),
              Generator.regression("plane", "a tilted plane", PlaygroundGenerators::plane)
                  .withNoise("per cent", 0, 50),
              Generator.regression(
                      "gauss-regression", "three hills, three hollows", PlaygroundGenerators::hills)
                  .withNoise("per cent", 0, 50),
              Generator.classes(
                      "grid", "a chequerboard of classes", 3, Labels.ONE_HOT, ToyGenerators::grid)
                  .upToClasses(100)
                  .withSize("cells", 4),
              Generator.classes("moons", "two half moons", 2, Labels.ONE_HOT, ToyGenerators::moons)
                  .withNoise("deviation", 0.1, UNBOUNDED),
              Generator.classes(
                      "circles", "a circle in a circle", 2, Labels.ONE_HOT, ToyGenerators::circles)
                  .withNoise("deviation", 0.05, UNBOUNDED),
              Generator.classes("blobs", "round clouds", 3, Labels.ONE_HOT, ToyGenerators::blobs)
                  .upToClasses(100)
                  .withNoise("deviation", 1, UNBOUNDED),
              Generator.classes(
                      "classification",
                      "skewed clouds around the corners of a square",
                      2,
                      Labels.ONE_HOT,
                      ToyGenerators::classification)
                  .upToClasses(4)
                  .withNoise("share of wrong labels", 0.01, 0.5),
              Generator.regression(
                      "least-squares", "a linear map", RegressionGenerators::leastSquares)
                  .withNoise("deviation", 0.1, UNBOUNDED)
                  .ofColumns(10),
              Generator.regression(
                      "nonlinear-regression",
                      "a random network with one hidden layer",
                      RegressionGenerators::nonlinear)
                  .withNoise("deviation", 0.1, UNBOUNDED)
                  .ofColumns(10))
          .collect(Collectors.toUnmodifiableMap(Generator::name, Function.identity()));

  private Generators() {}

  private static Generator playground(String name, String what, Generator.Recipe recipe) {
    return Generator.classes(name, what, 2, Labels.ZERO_ONE, recipe).withNoise("per cent", 0, 50);
  }

  /** The names of the generators, sorted. */
  public static List<String> names() {
    return ALL.keySet().stream().sorted().toList();
  }

  /** A generator. */
  public static Generator of(String name) {
    Generator generator = ALL.get(name);
    if (generator == null) {
      throw new IllegalArgumentException(
          "data.generator must be one of " + String.join(", ", names()) + ": was " + name);
    }
    return generator;
  }

  /** The samples of a specification that are for something; the same every time. */
  static Optional<Dataset> generate(GeneratedData spec, Split split) {
    Generator generator = of(spec.generator());
    SplitSpec parts = spec.split();
    int[] rows = Deal.rows(parts, split, spec.points());
    if (rows.length == 0) {
      return Optional.empty();
    }
    Samples samples = generator.recipe().make(spec, spec.rng().seeded(spec.seed()));
    float[] features = features(spec, generator, samples);
    int inputs = features.length / spec.points();
    if (spec.standardise()) {
      Standardise.columns(features, inputs, Deal.rows(parts, Split.TRAIN, spec.points()));
    }
    int outputs = generator.classes() == 0 ? 1 : spec.labels().outputs(spec.classes());
    float[] targets = targets(spec, generator, samples, outputs);
    if (parts.deals()) {
      features = Deal.pick(features, inputs, rows);
      targets = Deal.pick(targets, outputs, rows);
    }
    float threshold = generator.classes() == 0 ? Dataset.HALF : spec.labels().threshold();
    return Optional.of(new Dataset(rows.length, inputs, outputs, features, targets, threshold));
  }

  private static float[] features(GeneratedData spec, Generator generator, Samples samples) {
    if (!generator.plane() || spec.features().equals(List.of(PlaneFeature.X1, PlaneFeature.X2))) {
      return samples.values();
    }
    int inputs = spec.features().size();
    float[] features = new float[Math.multiplyExact(spec.points(), inputs)];
    for (int i = 0; i < spec.points(); i++) {
      for (int j = 0; j < inputs; j++) {
        features[i * inputs + j] =
            spec.features().get(j).at(samples.values()[2 * i], samples.values()[2 * i + 1]);
      }
    }
    return features;
  }

  private static float[] targets(
      GeneratedData spec, Generator generator, Samples samples, int outputs) {
    if (generator.classes() == 0 || spec.labels() == Labels.ZERO_ONE) {
      return samples.targets();
    }
    float[] targets = new float[Math.multiplyExact(spec.points(), outputs)];
    for (int i = 0; i < spec.points(); i++) {
      spec.labels().put((int) samples.targets()[i], targets, i * outputs);
    }
    return targets;
  }
}
