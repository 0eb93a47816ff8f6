// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.util.UserException;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitPairTest {
  private final Labels labels = new Labels(Locale.ENGLISH);

  /** Points along two known directions of many, the first three times as far. */
  private static float[] spread(int rows, int columns, double[] a, double[] b) {
    Random random = new Random(columns);
    float[] values = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      double x = 3 * random.nextGaussian();
      double y = random.nextGaussian();
      for (int c = 0; c < columns; c++) {
        values[r * columns + c] = (float) (0.5 + x * a[c] + y * b[c]);
      }
    }
    return values;
  }

  private static double[] direction(int columns, int period) {
    double[] d = new double[columns];
    for (int c = 0; c < columns; c++) {
      d[c] = Math.cos(2 * Math.PI * period * c / columns) * Math.sqrt(2.0 / columns);
    }
    return d;
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 33, 700})
  void findsTheDirectionsAlongWhichOutputsLie(int columns) {
    double[] a = direction(columns, 1);
    double[] b = direction(columns, 2);
    int rows = 400;
    float[] values = spread(rows, columns, a, b);
    values[2 * columns] = Float.NaN; // a row that is not finite
    UnitPair pair = UnitPair.principal(values, rows, columns);
    Points points = pair.of(values, rows, columns);
    assertThat(points.xs()[2]).isNaN();
    double varianceX = 0;
    double varianceY = 0;
    double both = 0;
    for (int r = 0; r < rows; r++) {
      if (r != 2) {
        varianceX += points.xs()[r] * points.xs()[r] / rows;
        varianceY += points.ys()[r] * points.ys()[r] / rows;
        both += points.xs()[r] * points.ys()[r] / rows;
      }
    }
    assertThat(varianceX).isCloseTo(9, within(1.5));
    assertThat(varianceY).isCloseTo(1, within(0.3));
    assertThat(both).isCloseTo(0, within(1e-3));
    assertThat(pair.label(labels, "axis.unit", 0)).startsWith("direction 1");
    assertThat(pair.label(labels, "axis.unit", 1)).startsWith("direction 2");
    float[] origin = new float[columns];
    float[] parts = new float[columns];
    float greatest = 0;
    for (int c = 0; c < columns; c++) {
      float[] along = origin.clone();
      along[c] = 1;
      parts[c] = pair.of(along, 1, columns).xs()[0] - pair.of(origin, 1, columns).xs()[0];
      greatest = Math.abs(parts[c]) > Math.abs(greatest) ? parts[c] : greatest;
    }
    assertThat(greatest).isPositive();
  }

  @Test
  void outputsThatDoNotVaryAreDrawnByTheirFirstTwoUnits() {
    UnitPair pair = UnitPair.principal(new float[] {1, 2, 3, 1, 2, 3}, 2, 3);
    assertThat(pair.of(new float[] {7, 8, 9}, 1, 3).xs()).containsExactly(7);
    assertThat(pair.of(new float[] {7, 8, 9}, 1, 3).ys()).containsExactly(8);
    UnitPair none = UnitPair.principal(new float[] {Float.NaN, 1, Float.NaN, 1}, 2, 2);
    assertThat(none.of(new float[] {7, 8}, 1, 2).ys()).containsExactly(8);
  }

  @Test
  void picksUnits() {
    UnitPair pair = UnitPair.of("3, 1", "two units");
    assertThat(pair.of(new float[] {0, 1, 2, 3}, 1, 4).xs()).containsExactly(3);
    assertThat(pair.of(new float[] {0, 1, 2, 3}, 1, 4).ys()).containsExactly(1);
    assertThat(pair.label(labels, "axis.unit", 0)).isEqualTo("unit 3");
    assertThat(pair.within(4)).isTrue();
    assertThat(pair.within(3)).isFalse();
    assertThat(pair.has(1)).isTrue();
    assertThat(pair.has(2)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "3,3", "-1,2", "1,2,3", "a,b"})
  void saysWhatUnitsMustBe(String text) {
    assertThatThrownBy(() -> UnitPair.of(text, "two units such as 3,7"))
        .isInstanceOf(UserException.class)
        .hasMessage("--option units must be two units such as 3,7: was " + text);
  }
}
