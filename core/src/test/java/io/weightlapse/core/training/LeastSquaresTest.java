// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
  @Test
  void recoversTheWeightsThatMadeTheData() {
    Experiment e = ExperimentReader.builtIn("least-squares");
    Dataset data = DataSets.load(e);
    double[] w = LeastSquares.solve(data);
    float[] truth = DataSets.trueWeights(e.data()).orElseThrow();
    for (int i = 0; i < 10; i++) {
      assertThat(w[i]).isCloseTo(truth[i], within(0.01));
    }
    // at the minimum the residual is orthogonal to every column
    double[] projection = new double[10];
    for (int r = 0; r < data.rows(); r++) {
      double residual = data.targets()[r];
      for (int i = 0; i < 10; i++) {
        residual -= w[i] * data.features()[r * 10 + i];
      }
      for (int i = 0; i < 10; i++) {
        projection[i] += residual * data.features()[r * 10 + i];
      }
    }
    for (double p : projection) {
      assertThat(p / data.rows()).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void dependentColumnsAreNamed() {
    Dataset data = new Dataset(3, 2, 1, new float[] {1, 2, 2, 4, 3, 6}, new float[] {1, 2, 3});
    assertThatThrownBy(() -> LeastSquares.solve(data))
        .hasMessage("columns must be independent: column 1 is not");
  }
}
