// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {
  private static float[] random(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void fewParametersAreKeptAsTheyAre() {
    float[] values = random(new Random(1), Sketch.MOST);
    assertThat(new Sketch(Sketch.MOST).of(values)).containsExactly(values);
    assertThat(new Sketch(Sketch.MOST).exact()).isTrue();
    assertThat(new Sketch(Sketch.MOST + 1).exact()).isFalse();
    assertThat(new Sketch(3).size()).isEqualTo(3);
  }

  @Test
  void manyKeepTheirDistances() {
    int size = 20_011;
    Sketch sketch = new Sketch(size);
    Random random = new Random(2);
    double sum = 0;
    int pairs = 100;
    for (int p = 0; p < pairs; p++) {
      float[] a = random(random, size);
      float[] b = random(random, size);
      double share = PathPlane.distance(sketch.of(a), sketch.of(b)) / PathPlane.distance(a, b);
      assertThat(share).isCloseTo(1, within(5 * 0.0221)); // five standard deviations
      sum += share * share;
    }
    assertThat(sum / pairs).isCloseTo(1, within(5 * 0.0442 / Math.sqrt(pairs)));
    assertThat(sketch.size()).isEqualTo(Sketch.MOST);
  }

  @Test
  void oneChangedParameterChangesItsDistanceByAsMuch() {
    Sketch sketch = new Sketch(5000);
    float[] zero = sketch.of(new float[5000]);
    for (int i = 0; i < 5000; i += 7) {
      float[] one = new float[5000];
      one[i] = 3;
      assertThat(PathPlane.distance(sketch.of(one), zero)).isCloseTo(3, within(1e-6));
    }
  }

  @Test
  void whatIsNotFiniteIsNoNumberAnywhere() {
    for (int size : new int[] {5, 3000}) {
      for (float broken : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
        float[] values = new float[size];
        values[size - 1] = broken;
        for (float v : new Sketch(size).of(values)) {
          assertThat(v).isNaN();
        }
      }
    }
  }
}
