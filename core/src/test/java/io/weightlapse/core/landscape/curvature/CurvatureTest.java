// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.landscape.CpuBackend;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneCases;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.landscape.Precision;
import io.weightlapse.core.math.SymmetricEigen;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products with the Hessian, eigenvalues and trace: PyTorch, finite differences, dense matrices.
 */
class CurvatureTest {
  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    for (Activation a : Activation.values()) {
      for (Loss loss : Loss.values()) {
        all.add(Arguments.of(a, loss, PlaneCases.network(loss, a, true, 5, 9, 4, 3)));
        all.add(Arguments.of(a, loss, residual(a, loss)));
      }
    }
    return all.stream();
  }

  /** Every kind of layer; the activation also at the end. */
  private static NetworkSpec residual(Activation a, Loss loss) {
    return new NetworkSpec(
        4,
        List.of(
            new LayerSpec("l1", 4, a, true).withResidual(),
            new LayerSpec("l2", 4, a, false).withResidual().withDropout(0.5),
            new LayerSpec("l3", 11, a, true),
            new LayerSpec("l4", 11, a, true).withResidual(),
            new LayerSpec("l5", 2, a, false)),
        loss);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreDerivativesOfTheLoss(Activation a, Loss loss, NetworkSpec network) {
    Dataset data = PlaneCases.data(network, 70, 4);
    Plane plane = PlaneCases.plane(network, 8);
    double[] gradient = new double[plane.origin().length];
    double sum;
    try (DenseHessian hessian = new DenseHessian(network, plane.origin(), 1)) {
      sum = hessian.addGradient(data, 0, 70, gradient);
    }
    double along = 0;
    for (int i = 0; i < gradient.length; i++) {
      along += gradient[i] * plane.a()[i];
    }
    double h = 1e-5;
    PointSums near;
    try (PlaneEvaluator slow = new CpuBackend().open(plane, Precision.DOUBLE, 1);
        PlaneEvaluator.Shard shard = slow.prepare(data, 0, 70)) {
      near = shard.evaluate(new Points(new double[] {-h, 0, h}, new double[3]));
    }
    assertThat(sum).isCloseTo(near.loss()[1], within(1e-10 * Math.abs(sum)));
    double numeric = (near.loss()[2] - near.loss()[0]) / (2 * h);
    assertThat(along).isCloseTo(numeric, within(1e-6 * Math.max(10, Math.abs(numeric))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void productsAreDerivativesOfGradients(Activation a, Loss loss, NetworkSpec network) {
    Dataset data = PlaneCases.data(network, 70, 4);
    float[] p = PlaneCases.plane(network, 8).origin();
    Random random = new Random(2);
    double[] v = random.doubles(p.length, -1, 1).toArray();
    // a step that floats hold exactly, small enough that no ReLU turns
    double h = 0x1p-20;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.round(p[i] * 1024) / 1024f;
      v[i] = Math.round(v[i] * 8) / 8.0;
    }
    double[] product = new double[p.length];
    double[][] near = new double[2][p.length];
    try (DenseHessian hessian = new DenseHessian(network, p, 1)) {
      hessian.addProduct(data, 0, 70, v, product);
    }
    for (int side = 0; side < 2; side++) {
      float[] moved = p.clone();
      for (int i = 0; i < p.length; i++) {
        double exact = p[i] + (2 * side - 1) * h * v[i];
        moved[i] = (float) exact;
        assertThat((double) moved[i]).isEqualTo(exact);
      }
      try (DenseHessian hessian = new DenseHessian(network, moved, 1)) {
        hessian.addGradient(data, 0, 70, near[side]);
      }
    }
    for (int i = 0; i < p.length; i++) {
      double numeric = (near[1][i] - near[0][i]) / (2 * h);
      assertThat(product[i])
          .as("%s %s product[%d]", a, loss, i)
          .isCloseTo(numeric, within(2e-6 * Math.max(5, Math.abs(numeric))));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threadsChangeNoBitAndShardsAddUp(Activation a, Loss loss, NetworkSpec network) {
    Dataset data = PlaneCases.data(network, 150, 4);
    float[] p = PlaneCases.plane(network, 8).origin();
    double[] v = new Random(2).doubles(p.length, -1, 1).toArray();
    double[] one = new double[p.length];
    double[] three = new double[p.length];
    double[] shards = new double[p.length];
    try (DenseHessian hessian = new DenseHessian(network, p, 1)) {
      double whole = hessian.addProduct(data, 0, 150, v, one);
      double sum = hessian.addProduct(data, 0, 64, v, shards);
      sum += hessian.addProduct(data, 64, 150, v, shards);
      assertThat(sum).isCloseTo(whole, within(1e-9));
    }
    try (DenseHessian hessian = new DenseHessian(network, p, 3)) {
      hessian.addProduct(data, 0, 150, v, three);
    }
    assertThat(three).isEqualTo(one);
    assertThat(shards).isEqualTo(one); // cut at whole blocks
  }

  private static double[][] dense(SymmetricOperator matrix) {
    double[][] rows = new double[matrix.size()][];
    for (int i = 0; i < rows.length; i++) {
      double[] unit = new double[rows.length];
      unit[i] = 1;
      rows[i] = matrix.times(unit);
    }
    return rows;
  }

  @Test
  void aHessianOfPyTorch() throws IOException {
    JsonNode golden = Golden.json("landscape.json");
    Plane plane = PlaneCases.goldenPlane();
    Dataset data = PlaneCases.goldenData();
    try (DenseHessian hessian = new DenseHessian(plane.network(), plane.origin(), 2)) {
      SymmetricOperator matrix = hessian.over(data);
      Spectrum spectrum = Lanczos.of(matrix, new LanczosOptions(3, 2, 200, 1e-12, 1));
      double max = golden.get("hessian_eigenvalue_max").doubleValue();
      double min = golden.get("hessian_eigenvalue_min").doubleValue();
      assertThat(spectrum.converged()).isTrue();
      assertThat(spectrum.top().get(0).value()).isCloseTo(max, within(1e-6));
      assertThat(spectrum.bottom().get(0).value()).isCloseTo(min, within(1e-6));
      assertThat(spectrum.stability(0.5)).isCloseTo(max / 4, within(1e-6));

      SymmetricEigen all = SymmetricEigen.of(dense(matrix));
      for (int k = 0; k < 3; k++) {
        assertThat(spectrum.top().get(k).value()).isCloseTo(all.value(k), within(1e-8));
        assertThat(spectrum.top().get(k).residual()).isLessThan(1e-5);
      }
      for (int k = 0; k < 2; k++) {
        assertThat(spectrum.bottom().get(k).value())
            .isCloseTo(all.value(all.size() - 1 - k), within(1e-8));
        assertThat(spectrum.bottom().get(k).residual()).isLessThan(1e-5);
      }

      double trace = golden.get("hessian_trace").doubleValue();
      TraceEstimate exact = TraceEstimate.of(matrix, 200, 1, p -> {});
      assertThat(exact.value()).isCloseTo(trace, within(1e-6));
      assertThat(exact.standardError()).isZero();
      assertThat(exact.probes()).isEqualTo(matrix.size());
      TraceEstimate estimate = TraceEstimate.of(matrix, 60, 1, p -> {});
      assertThat(estimate.standardError()).isBetween(0.01, 0.5);
      assertThat(Math.abs(estimate.value() - trace)).isLessThan(4 * estimate.standardError());
    }
  }

  @Test
  void theHessianIsSymmetric() {
    NetworkSpec network = residual(Activation.TANH, Loss.SOFTMAX_CROSS_ENTROPY);
    float[] p = PlaneCases.plane(network, 8).origin();
    try (DenseHessian hessian = new DenseHessian(network, p, 1)) {
      double[][] h = dense(hessian.over(PlaneCases.data(network, 33, 4)));
      for (int i = 0; i < h.length; i++) {
        for (int j = 0; j < i; j++) {
          assertThat(h[i][j]).isCloseTo(h[j][i], within(1e-12));
        }
      }
    }
  }

  @Test
  void repeatedEigenvaluesAreFound() {
    double[] values = {5, 5, 5, 1, 1, 0, -2, -2};
    SymmetricOperator matrix =
        SymmetricOperator.of(
            8,
            v -> {
              double[] w = new double[8];
              for (int i = 0; i < 8; i++) {
                w[i] = values[i] * v[i];
              }
              return w;
            });
    List<Integer> progress = new ArrayList<>();
    Spectrum spectrum = Lanczos.of(matrix, new LanczosOptions(4, 2, 100, 0, 3), progress::add);
    double[] top = spectrum.top().stream().mapToDouble(Eigenpair::value).toArray();
    assertThat(top).containsExactly(new double[] {5, 5, 5, 1}, within(1e-10));
    double[] bottom = spectrum.bottom().stream().mapToDouble(Eigenpair::value).toArray();
    assertThat(bottom).containsExactly(new double[] {-2, -2}, within(1e-10));
    assertThat(spectrum.iterations()).isEqualTo(8).isEqualTo(progress.get(progress.size() - 1));
    assertThat(spectrum.top().get(0).residual()).isLessThan(1e-10);
  }

  @Test
  void saysWhenItDidNotConverge() {
    SymmetricOperator matrix =
        SymmetricOperator.of(
            50,
            v -> {
              double[] w = new double[50];
              for (int i = 0; i < 50; i++) {
                w[i] = i * v[i];
              }
              return w;
            });
    Spectrum spectrum = Lanczos.of(matrix, new LanczosOptions(1, 0, 4, 1e-9, 3));
    assertThat(spectrum.converged()).isFalse();
    assertThat(spectrum.iterations()).isEqualTo(4);
    assertThat(spectrum.top().get(0).value()).isBetween(30.0, 49.0);
    assertThat(spectrum.top().get(0).residual()).isGreaterThan(0.1);
  }

  @Test
  void refusesWhatItCannotDo() {
    SymmetricOperator nan = SymmetricOperator.of(3, v -> new double[] {Double.NaN, 0, 0});
    assertThatThrownBy(() -> Lanczos.of(nan, LanczosOptions.of(1, 0)))
        .hasMessage("the Hessian must be finite: its product 1 was not");
    assertThatThrownBy(() -> TraceEstimate.of(nan, 2, 0, p -> {}))
        .hasMessage("the Hessian must be finite: its product 1 was not");
    assertThatThrownBy(() -> TraceEstimate.of(nan, 1, 0, p -> {}))
        .hasMessage("probes must be >= 2: was 1");
    assertThatThrownBy(() -> Lanczos.of(nan, LanczosOptions.of(2, 2)))
        .hasMessage("top + bottom must be <= 3, the number of parameters: was 4");
    assertThatThrownBy(() -> LanczosOptions.of(0, 0))
        .hasMessage("top and bottom must not both be 0");
    NetworkSpec network = PlaneCases.network(Loss.MSE, Activation.TANH, true, 3, 2);
    assertThatThrownBy(() -> new DenseHessian(network, new float[3], 1))
        .hasMessage("parameters must have 8 values, as many as the network has: was 3");
    try (DenseHessian hessian = new DenseHessian(network, new float[8], 1)) {
      Dataset data = PlaneCases.data(network, 5, 1);
      assertThatThrownBy(() -> hessian.addProduct(data, 0, 6, new double[8], new double[8]))
          .hasMessage("samples must be in 0..4: was 0..5");
      assertThatThrownBy(() -> hessian.addProduct(data, 0, 5, new double[7], new double[8]))
          .hasMessage("v must have 8 values: was 7");
      assertThatThrownBy(() -> hessian.addGradient(data, 0, 5, new double[7]))
          .hasMessage("sums must have 8 values: was 7");
    }
  }
}
