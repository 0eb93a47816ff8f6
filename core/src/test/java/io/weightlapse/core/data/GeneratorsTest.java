// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.experiment.SplitSpec;
import io.weightlapse.core.random.Rng;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorsTest {
  private static final DataFolder NOWHERE = new DataFolder("nowhere");

  private static Dataset load(GeneratedData spec) {
    return load(spec, Split.TRAIN);
  }

  private static Dataset load(GeneratedData spec, Split split) {
    return DataSets.load(spec, split, NOWHERE).orElseThrow();
  }

  private static GeneratedData spec(String name, int points, double noise) {
    return spec(name, points, noise, Rng.FAST);
  }

  private static GeneratedData spec(String name, int points, double noise, Rng rng) {
    GeneratedData d = GeneratedData.of(name, points, rng, 7);
    return new GeneratedData(
        name,
        points,
        rng,
        7,
        noise,
        d.features(),
        d.labels(),
        d.classes(),
        d.size(),
        false,
        SplitSpec.NONE);
  }

  private static double share(Dataset data, int label) {
    return IntStream.range(0, data.rows()).filter(i -> data.label(i) == label).count()
        / (double) data.rows();
  }

  @ParameterizedTest
  @EnumSource(Rng.class)
  void everyGeneratorMakesFiniteSamplesTheSameEveryTime(Rng rng) {
    for (String name : Generators.names()) {
      GeneratedData spec = GeneratedData.of(name, 301, rng, 5);
      Dataset data = load(spec);
      assertThat(data.rows()).isEqualTo(301);
      for (float x : data.features()) {
        assertThat(x).isFinite();
      }
      assertThat(load(spec).hash()).isEqualTo(data.hash());
      if (!name.equals("spiral")) { // which has no chance in it without noise
        assertThat(load(GeneratedData.of(name, 301, rng, 6)).hash()).isNotEqualTo(data.hash());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "circle,0.5,0.03",
    "gauss,0.5,0",
    "spiral,0.5,0",
    "playground-xor,0.5,0.03",
    "moons,0.5,0",
    "circles,0.5,0",
    "classification,0.5,0.02",
    "blobs,0.3333,0.001",
    "grid,0.3333,0.05",
  })
  void classesAreBalanced(String name, double share, double within) {
    Dataset data = load(GeneratedData.of(name, 4000, Rng.FAST, 7));
    assertThat(share(data, 0)).isCloseTo(share, within(within));
    assertThat(share(data, 1)).isCloseTo(share, within(within));
  }

  @Test
  void circleIsADiscInARing() {
    Dataset data = load(spec("circle", 1000, 0));
    for (int i = 0; i < data.rows(); i++) {
      double r = Math.hypot(data.features()[2 * i], data.features()[2 * i + 1]);
      assertThat(r).isLessThanOrEqualTo(5);
      assertThat(data.label(i)).isEqualTo(r < 2.5 ? 1 : 0);
      assertThat(r < 2.5 || r > 3.499).isTrue();
    }
    assertThat(share(load(spec("circle", 4000, 50)), 1)).isBetween(0.1, 0.45); // blurred
  }

  @Test
  void gaussWidensWithNoise() {
    for (double[] c : new double[][] {{0, 0.5}, {50, 4}}) {
      Dataset data = load(spec("gauss", 20_000, c[0]));
      double variance = 0;
      for (int i = 0; i < data.rows(); i++) {
        double d = data.features()[2 * i] - (data.label(i) == 1 ? 2 : -2);
        variance += d * d / data.rows();
      }
      assertThat(variance).isCloseTo(c[1], within(c[1] / 20));
    }
  }

  @Test
  void spiralArmsAreOpposite() {
    Dataset data = load(spec("spiral", 200, 0));
    for (int i = 0; i < 100; i++) {
      assertThat(data.features()[2 * i]).isCloseTo(-data.features()[2 * (i + 100)], within(1e-5f));
      assertThat(data.label(i)).isEqualTo(1);
      assertThat(data.label(i + 100)).isZero();
    }
  }

  @Test
  void playgroundXorKeepsOffTheAxes() {
    Dataset data = load(spec("playground-xor", 500, 0));
    for (int i = 0; i < data.rows(); i++) {
      float x = data.features()[2 * i];
      float y = data.features()[2 * i + 1];
      assertThat(Math.abs(x)).isBetween(0.3f, 5.3f);
      assertThat(data.label(i)).isEqualTo(x * y >= 0 ? 1 : 0);
    }
  }

  @Test
  void regressionsOfThePlayground() {
    Dataset plane = load(spec("plane", 500, 0));
    Dataset hills = load(spec("gauss-regression", 5000, 0));
    for (int i = 0; i < plane.rows(); i++) {
      assertThat(plane.targets()[i])
          .isCloseTo((plane.features()[2 * i] + plane.features()[2 * i + 1]) / 10, within(1e-6f));
    }
    for (int i = 0; i < hills.rows(); i++) {
      float x = hills.features()[2 * i];
      float y = hills.features()[2 * i + 1];
      assertThat(Math.abs(hills.targets()[i])).isLessThanOrEqualTo(1);
      if (Math.hypot(x, y - 2.5) < 0.5) {
        assertThat(hills.targets()[i]).isBetween(-1f, -0.74f);
      }
      if (Math.hypot(x, y + 2.5) < 0.5) {
        assertThat(hills.targets()[i]).isBetween(0.74f, 1f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Rng.class)
  void leastSquaresHasItsWeightsAndItsNoise(Rng rng) {
    GeneratedData spec = spec("least-squares", 10_000, 0.1, rng);
    Dataset data = load(spec);
    float[] w = DataSets.trueWeights(spec).orElseThrow();
    assertThat(data.inputs()).isEqualTo(10);
    double square = 0;
    for (int i = 0; i < data.rows(); i++) {
      double rest = data.targets()[i];
      for (int j = 0; j < 10; j++) {
        rest -= data.features()[i * 10 + j] * w[j];
      }
      square += rest * rest / data.rows();
    }
    assertThat(Math.sqrt(square)).isCloseTo(0.1, within(0.005));
    assertThat(DataSets.trueWeights(GeneratedData.of("xor", 5, rng, 0))).isEmpty();
  }

  @Test
  void nonlinearRegressionIsBroughtToItsGreatestValue() {
    Dataset data = load(GeneratedData.of("nonlinear-regression", 2000, Rng.TORCH, 42));
    float most = Float.NEGATIVE_INFINITY;
    for (float y : data.targets()) {
      most = Math.max(most, y);
    }
    assertThat(most).isEqualTo(1);
    assertThat(data.inputs()).isEqualTo(10);
  }

  @Test
  void featuresAreColumnsOfThePoint() {
    GeneratedData base = spec("spiral", 20, 0);
    GeneratedData all =
        new GeneratedData(
            "spiral",
            20,
            Rng.FAST,
            7,
            0,
            List.of(PlaneFeature.values()),
            Labels.SIGNED,
            2,
            0,
            false,
            SplitSpec.NONE);
    Dataset points = load(base);
    Dataset data = load(all);
    assertThat(data.inputs()).isEqualTo(7);
    float x = points.features()[24];
    float y = points.features()[25];
    assertThat(java.util.Arrays.copyOfRange(data.features(), 12 * 7, 13 * 7))
        .containsExactly(
            x,
            y,
            (float) ((double) x * x),
            (float) ((double) y * y),
            (float) ((double) x * y),
            (float) StrictMath.sin(x),
            (float) StrictMath.sin(y));
    assertThat(data.targets()[0]).isEqualTo(1);
    assertThat(data.targets()[12]).isEqualTo(-1);
    assertThat(data.threshold()).isZero();
    assertThat(data.label(0)).isEqualTo(1);
    assertThat(data.label(12)).isZero();
    assertThat(data.label(new float[] {0.3f}, 0)).isEqualTo(1);
    assertThat(points.label(new float[] {0.3f}, 0)).isZero();
  }

  @Test
  void splitsDealEverySampleOnceAndStandardiseByTheTrainingOnes() {
    SplitSpec split = new SplitSpec(0.1, 25, 3);
    GeneratedData d = GeneratedData.of("blobs", 200, Rng.FAST, 1);
    GeneratedData spec =
        new GeneratedData(
            "blobs", 200, Rng.FAST, 1, 1, d.features(), Labels.ONE_HOT, 3, 0, true, split);
    Dataset train = load(spec);
    assertThat(train.rows()).isEqualTo(155).isEqualTo(spec.rows());
    assertThat(load(spec, Split.VALIDATION).rows()).isEqualTo(20);
    assertThat(load(spec, Split.TEST).rows()).isEqualTo(25);
    for (int c = 0; c < 2; c++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < train.rows(); i++) {
        double v = train.features()[2 * i + c];
        mean += v / train.rows();
        square += v * v / train.rows();
      }
      assertThat(mean).isCloseTo(0, within(1e-6));
      assertThat(square).isCloseTo(1, within(1e-5));
    }
    int[] seen = new int[200];
    for (Split s : Split.values()) {
      for (int row : Deal.rows(split, s, 200)) {
        seen[row]++;
      }
    }
    assertThat(seen).containsOnly(1);
    assertThat(DataSets.load(d, Split.TEST, NOWHERE)).isEmpty();
  }

  /** PyTorch 2.13: random_split of 100 into 80 and 20 by a generator of manual_seed(0). */
  @Test
  void splitsAreThoseOfTorch() {
    SplitSpec split = new SplitSpec(20, 0, 0);
    assertThat(Deal.rows(split, Split.TRAIN, 100)).startsWith(44, 19, 93, 90, 71).hasSize(80);
    assertThat(Deal.rows(split, Split.VALIDATION, 100)).startsWith(18, 17, 75, 67, 13).hasSize(20);
  }
}
