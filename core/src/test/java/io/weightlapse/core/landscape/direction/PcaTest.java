// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Principal directions against numpy's, however the parameters are cut into chunks. */
class PcaTest {
  private static double[] trajectory() throws IOException {
    JsonNode rows = Golden.json("pca.json").get("trajectory");
    double[] all = new double[30 * 50];
    for (int t = 0; t < 30; t++) {
      for (int i = 0; i < 50; i++) {
        all[t * 50 + i] = rows.get(t).get(i).doubleValue();
      }
    }
    return all;
  }

  /** The columns {@code from..to} of a matrix. */
  private static double[] columns(double[] all, int width, int from, int to) {
    int rows = all.length / width;
    double[] part = new double[rows * (to - from)];
    for (int t = 0; t < rows; t++) {
      System.arraycopy(all, t * width + from, part, t * (to - from), to - from);
    }
    return part;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50})
  void asNumpy(int chunk) throws IOException {
    double[] all = trajectory();
    GramAccumulator gram = new GramAccumulator(30);
    for (int from = 0; from < 50; from += chunk) {
      int to = Math.min(50, from + chunk);
      GramAccumulator part = new GramAccumulator(30); // a task's
      part.add(columns(all, 50, from, to), to - from);
      gram.add(part);
    }
    assertThat(gram.columns()).isEqualTo(50);
    Pca pca = Pca.of(gram, 2);
    JsonNode golden = Golden.json("pca.json");
    double[][] v = new double[2][50];
    for (int k = 0; k < 2; k++) {
      assertThat(pca.explained(k))
          .isCloseTo(golden.get("explained").get(k).doubleValue(), within(1e-9));
      for (int from = 0; from < 50; from += chunk) {
        int to = Math.min(50, from + chunk);
        pca.direction(k, columns(all, 50, from, to), to - from, v[k], from);
      }
      JsonNode expected = golden.get(k == 0 ? "v1" : "v2");
      double sign = Math.signum(v[k][0] * expected.get(0).doubleValue());
      for (int i = 0; i < 50; i++) {
        assertThat(sign * v[k][i]).isCloseTo(expected.get(i).doubleValue(), within(1e-9));
      }
      for (int t = 0; t < 30; t++) {
        double coordinate = 0;
        for (int i = 0; i < 50; i++) {
          coordinate += (all[t * 50 + i] - all[29 * 50 + i]) * v[k][i];
        }
        double there = golden.get("coordinates").get(t).get(k).doubleValue();
        assertThat(sign * coordinate).isCloseTo(there, within(1e-6));
      }
    }
  }

  @Test
  void projectionsOfTheTrajectoryAsNumpy() throws IOException {
    double[] all = trajectory();
    float[] floats = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      floats[i] = (float) all[i];
    }
    GramAccumulator gram = new GramAccumulator(30);
    gram.add(floats, 50);
    Pca pca = Pca.of(gram, 2);
    float[][] v = new float[2][50];
    for (int k = 0; k < 2; k++) {
      pca.direction(k, floats, 50, v[k], 0);
    }
    DirectionPair pair = DirectionPair.of(Direction.of("pca 1", v[0]), Direction.of("pca 2", v[1]));
    assertThat(pair.cosine()).isCloseTo(0, within(1e-6));
    assertThat(pair.normA()).isCloseTo(1, within(1e-6));
    Projection projection = Projection.of(Arrays.copyOfRange(floats, 29 * 50, 30 * 50), pair);
    JsonNode golden = Golden.json("pca.json");
    double[] sign = new double[2];
    for (int k = 0; k < 2; k++) {
      sign[k] = Math.signum(v[k][0] * golden.get(k == 0 ? "v1" : "v2").get(0).doubleValue());
    }
    for (int t = 0; t < 30; t++) {
      Projection.Place place = projection.place(Arrays.copyOfRange(floats, t * 50, t * 50 + 50));
      JsonNode there = golden.get("coordinates").get(t);
      assertThat(sign[0] * place.alpha())
          .isCloseTo(there.get(0).doubleValue(), within(1e-5)); // floats hold 7 digits of 40
      assertThat(sign[1] * place.beta()).isCloseTo(there.get(1).doubleValue(), within(1e-5));
      assertThat(place.residual()).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "7, 21", "261, 6", "519, 4"})
  void theGramMatrixIsThatOfCentredSnapshots(int snapshots, int n) {
    Random random = new Random(1);
    double[] all = random.doubles((long) snapshots * n).toArray();
    GramAccumulator gram = new GramAccumulator(snapshots);
    gram.add(all, n);
    double[][] matrix = gram.matrix();
    double[] mean = new double[n];
    for (int i = 0; i < n; i++) {
      for (int u = 0; u < snapshots; u++) {
        mean[i] += all[u * n + i] / snapshots;
      }
    }
    for (int s = 0; s < snapshots; s++) {
      for (int t = 0; t < snapshots; t++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += (all[s * n + i] - mean[i]) * (all[t * n + i] - mean[i]);
        }
        assertThat(Math.abs(matrix[s][t] - sum)).isLessThan(1e-12 * n);
      }
    }
  }

  @Test
  void refusesWhatHasNoDirections() {
    GramAccumulator gram = new GramAccumulator(3);
    gram.add(new float[] {1, 2, 2, 4, 3, 6}, 2); // a straight line
    assertThat(Pca.of(gram, 1).explained(0)).isCloseTo(1, within(1e-12));
    assertThatThrownBy(() -> Pca.of(gram, 2))
        .hasMessage("the trajectory must move in at least 2 directions: 3 snapshots moved in 1");
    assertThatThrownBy(() -> Pca.of(gram, 3))
        .hasMessage("components must be in 1..2, fewer than the 3 snapshots: was 3");
    assertThatThrownBy(() -> Pca.of(new GramAccumulator(4), 1))
        .hasMessage("the trajectory must move in at least 1 directions: 4 snapshots moved in 0");
    assertThatThrownBy(() -> new GramAccumulator(1)).hasMessage("snapshots must be >= 2: was 1");
    assertThatThrownBy(() -> gram.add(new float[5], 2))
        .hasMessage("a chunk must have 3 x 2 values: was 5");
    assertThatThrownBy(() -> gram.add(new GramAccumulator(4)))
        .hasMessage("snapshots must be 3 in every part: was 4");
  }
}
