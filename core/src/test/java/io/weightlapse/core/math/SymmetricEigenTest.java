// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 17, 60})
  void vectorsAreEigenvectorsAndOrthonormal(int n) {
    Random random = new Random(n);
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = random.nextInt(4) == 0 ? 0 : random.nextGaussian();
        a[j][i] = a[i][j];
      }
    }
    check(a);
  }

  @Test
  void repeatedAndZeroEigenvalues() {
    check(new double[5][5]);
    check(new double[][] {{2, 0, 0}, {0, 2, 0}, {0, 0, -1}});
    double[][] ones = new double[6][6];
    for (double[] row : ones) {
      java.util.Arrays.fill(row, 1);
    }
    check(ones);
    assertThat(SymmetricEigen.of(ones).value(0)).isCloseTo(6, within(1e-12));
  }

  private static void check(double[][] a) {
    int n = a.length;
    SymmetricEigen eigen = SymmetricEigen.of(a);
    for (int k = 0; k < n; k++) {
      double[] v = eigen.vector(k);
      assertThat(k == 0 || eigen.value(k) <= eigen.value(k - 1)).isTrue();
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += a[i][j] * v[j];
        }
        assertThat(sum).isCloseTo(eigen.value(k) * v[i], within(1e-11));
      }
      for (int l = 0; l < n; l++) {
        double dot = 0;
        for (int i = 0; i < n; i++) {
          dot += v[i] * eigen.vector(l)[i];
        }
        assertThat(dot).isCloseTo(k == l ? 1 : 0, within(1e-12));
      }
    }
  }

  @Test
  void aTridiagonalMatrixOfKnownEigenvalues() {
    int n = 9;
    double[] diagonal = new double[n];
    double[] beside = new double[n - 1];
    java.util.Arrays.fill(diagonal, 2);
    java.util.Arrays.fill(beside, -1);
    SymmetricEigen eigen = SymmetricEigen.tridiagonal(diagonal, beside);
    for (int k = 0; k < n; k++) {
      double expected = 2 + 2 * Math.cos((k + 1) * Math.PI / (n + 1));
      assertThat(eigen.value(k)).isCloseTo(expected, within(1e-13));
    }
  }

  @Test
  void refusesWhatIsNoMatrix() {
    assertThatThrownBy(() -> SymmetricEigen.of(new double[0][]))
        .hasMessage("a matrix must have at least one row: was empty");
    assertThatThrownBy(() -> SymmetricEigen.of(new double[][] {{1, 2}, {2}}))
        .hasMessage("a matrix must be square: row 1 of 2 had 1 values");
    assertThatThrownBy(() -> SymmetricEigen.of(new double[][] {{Double.NaN}}))
        .hasMessage("a matrix must be finite: row 0 had NaN");
  }
}
