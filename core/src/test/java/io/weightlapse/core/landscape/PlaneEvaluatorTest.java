// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Planes against PyTorch and against the slow way; the same bits however the work is cut. */
class PlaneEvaluatorTest {
  private static final LandscapeBackend CPU = new CpuBackend();
  private static final Axis ALPHA = new Axis(-1, 1.5, 5);
  private static final Axis BETA = new Axis(0, 0.7, 3);

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aPlaneOfPyTorch(Precision precision) throws IOException {
    JsonNode golden = Golden.json("landscape.json");
    Dataset data = PlaneCases.goldenData();
    Axis alpha = axis(golden.get("alpha"));
    Axis beta = axis(golden.get("beta"));
    PointSums sums;
    try (PlaneEvaluator evaluator = CPU.open(PlaneCases.goldenPlane(), precision, 2)) {
      sums =
          evaluator.evaluate(
              data,
              ShardPlan.of(PlaneCases.goldenNetwork(), 64),
              Points.rows(alpha, beta, 0, alpha.count()));
    }
    double bound = precision == Precision.DOUBLE ? 1e-6 : 3e-6;
    for (int i = 0; i < 9; i++) {
      for (int j = 0; j < 5; j++) {
        double expected = golden.get("loss").get(i).get(j).doubleValue();
        assertThat(sums.meanLoss(i * 5 + j))
            .as("loss at %d, %d", i, j)
            .isCloseTo(expected, within(bound * expected));
        assertThat(sums.accuracy(i * 5 + j))
            .as("accuracy at %d, %d", i, j)
            .isEqualTo(golden.get("accuracy").get(i).get(j).doubleValue());
      }
    }
  }

  /** Also checks that it is evenly spaced. */
  private static Axis axis(JsonNode values) {
    int n = values.size();
    Axis axis = new Axis(values.get(0).doubleValue(), values.get(n - 1).doubleValue(), n);
    for (int i = 0; i < n; i++) {
      assertThat(axis.at(i)).isCloseTo(values.get(i).doubleValue(), within(1e-12));
    }
    return axis;
  }

  static Stream<Arguments> cases() {
    int[][] shapes = {
      {1, 3},
      {2, 2, 2},
      {7, 17, 33, 3},
      {33, 5, 3},
      {40, 131, 70, 10},
      {130, 300, 2},
      {5, 2, 200, 3, 4},
    };
    List<Arguments> all = new ArrayList<>();
    int i = 0;
    for (int[] shape : shapes) {
      for (int rows : new int[] {1, 63, 64, 1500}) {
        Loss loss = Loss.values()[i % 2];
        Activation activation = Activation.values()[i % Activation.values().length];
        NetworkSpec network = PlaneCases.network(loss, activation, i % 3 > 0, shape);
        all.add(Arguments.of(network, rows));
        i++;
      }
    }
    for (Loss loss : Loss.values()) {
      all.add(Arguments.of(PlaneCases.network(Loss.MSE, Activation.TANH, true, 10, 1), 100 + i++));
      for (Activation activation : Activation.values()) {
        all.add(Arguments.of(PlaneCases.residual(loss, activation), 130 + i++));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void asTheSlowWay(NetworkSpec network, int rows) {
    Dataset data = PlaneCases.data(network, rows, 5);
    Plane plane = PlaneCases.plane(network, 3);
    ShardPlan plan = ShardPlan.of(network, rows);
    compare(plane, data, plan, Points.rows(ALPHA, BETA, 0, 5));
    Plane line = Plane.line(network, plane.origin(), plane.b());
    compare(line, data, plan, Points.line(ALPHA));
  }

  private static void compare(Plane plane, Dataset data, ShardPlan plan, Points points) {
    PointSums slow = evaluate(plane, Precision.DOUBLE, 1, data, plan, points);
    PointSums fast = evaluate(plane, Precision.FLOAT, 1, data, plan, points);
    assertThat(fast.samples()).isEqualTo(slow.samples()).isEqualTo(data.rows());
    for (int p = 0; p < points.count(); p++) {
      double expected = slow.meanLoss(p);
      assertThat(fast.meanLoss(p))
          .as("loss at point %d", p)
          .isCloseTo(expected, within(2e-5 * Math.max(0.1, Math.abs(expected))));
      // a sample on the border may fall either way
      assertThat(Math.abs(fast.correct()[p] - slow.correct()[p])).isLessThanOrEqualTo(2);
    }
  }

  private static PointSums evaluate(
      Plane plane, Precision precision, int threads, Dataset data, ShardPlan plan, Points points) {
    try (PlaneEvaluator evaluator = CPU.open(plane, precision, threads)) {
      return evaluator.evaluate(data, plan, points);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threadsAndCutsChangeNoBit(NetworkSpec network, int rows) {
    Dataset data = PlaneCases.data(network, rows, 5);
    Plane plane = PlaneCases.plane(network, 3);
    ShardPlan plan = new ShardPlan(rows, 256);
    Points points = Points.rows(ALPHA, BETA, 0, 5);
    PointSums whole = evaluate(plane, Precision.FLOAT, 1, data, plan, points);
    same(evaluate(plane, Precision.FLOAT, 3, data, plan, points), whole);
    int[] backwards = new int[points.count()];
    Arrays.setAll(backwards, i -> points.count() - 1 - i);
    PointSums reversed =
        evaluate(plane, Precision.FLOAT, 2, data, plan, Points.of(ALPHA, BETA, backwards));
    for (int p = 0; p < points.count(); p++) {
      assertThat(reversed.loss()[p]).isEqualTo(whole.loss()[points.count() - 1 - p]);
    }
    // one evaluator a task, one task a shard and a block of points
    for (int from = 0; from < points.count(); from += 7) {
      Points part = points.part(from, Math.min(points.count(), from + 7));
      PointSums sums = PointSums.zero(part.count());
      for (int i = 0; i < plan.count(); i++) {
        try (PlaneEvaluator evaluator = CPU.open(plane, Precision.FLOAT, 1);
            PlaneEvaluator.Shard shard = evaluator.prepare(data, plan.from(i), plan.to(i))) {
          sums = sums.plus(shard.evaluate(part));
        }
      }
      for (int p = 0; p < part.count(); p++) {
        assertThat(sums.loss()[p]).isEqualTo(whole.loss()[from + p]);
        assertThat(sums.correct()[p]).isEqualTo(whole.correct()[from + p]);
      }
    }
  }

  private static void same(PointSums a, PointSums b) {
    assertThat(a.loss()).isEqualTo(b.loss());
    assertThat(a.correct()).isEqualTo(b.correct());
    assertThat(a.samples()).isEqualTo(b.samples());
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void nanStaysNan(Activation activation) {
    for (Loss loss : Loss.values()) {
      NetworkSpec network = PlaneCases.network(loss, activation, true, 5, 6, 7, 3);
      Dataset data = PlaneCases.data(network, 70, 5);
      Plane plane = PlaneCases.plane(network, 3);
      plane.a()[2] = Float.NaN;
      for (Precision precision : Precision.values()) {
        PointSums sums =
            evaluate(
                plane,
                precision,
                1,
                data,
                ShardPlan.of(network, 70),
                Points.rows(ALPHA, BETA, 0, 5));
        for (double value : sums.loss()) {
          assertThat(value).as("%s %s", precision, loss).isNaN();
        }
      }
    }
  }

  @Test
  void infinityStaysInfinity() {
    NetworkSpec network = PlaneCases.network(Loss.MSE, Activation.RELU, true, 5, 6, 7, 3);
    Plane plane = PlaneCases.plane(network, 3);
    Dataset data = PlaneCases.data(network, 70, 5);
    Points points = new Points(new double[] {0, 1e30}, new double[] {0, 0});
    PointSums sums = evaluate(plane, Precision.FLOAT, 1, data, ShardPlan.of(network, 70), points);
    assertThat(sums.loss()[0]).isFinite();
    assertThat(Double.isFinite(sums.loss()[1])).isFalse();
  }

  @Test
  void anInterruptEndsItBetweenPoints() {
    NetworkSpec network = PlaneCases.network(Loss.MSE, Activation.RELU, true, 5, 6, 3);
    Dataset data = PlaneCases.data(network, 70, 5);
    for (Precision precision : Precision.values()) {
      try (PlaneEvaluator evaluator = CPU.open(PlaneCases.plane(network, 3), precision, 2);
          PlaneEvaluator.Shard shard = evaluator.prepare(data, 0, 70)) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> shard.evaluate(Points.line(ALPHA)))
            .isInstanceOf(CancellationException.class)
            .hasMessage("interrupted between points");
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Test
  void saysWhichBoundIsBroken() {
    NetworkSpec network = PlaneCases.network(Loss.MSE, Activation.RELU, true, 5, 6, 3);
    Plane plane = PlaneCases.plane(network, 3);
    assertThatThrownBy(() -> new Plane(network, plane.origin(), new float[5], null))
        .hasMessage(
            "direction a must have 57 values, as many as the network has parameters: was 5");
    assertThatThrownBy(() -> new Plane(network, new float[4], plane.a(), null))
        .hasMessage("origin must have 57 values, as many as the network has parameters: was 4");
    assertThatThrownBy(() -> new Plane(network, plane.origin(), plane.a(), new float[6]))
        .hasMessage(
            "direction b must have 57 values, as many as the network has parameters: was 6");
    assertThatThrownBy(() -> CPU.open(plane, Precision.FLOAT, 0))
        .hasMessage("threads must be >= 1: was 0");
    assertThatThrownBy(() -> Points.rows(ALPHA, BETA, 3, 3))
        .hasMessage("rows must be in 0..4: was 3..5");
    Dataset data = PlaneCases.data(network, 70, 5);
    try (PlaneEvaluator evaluator = CPU.open(plane, Precision.FLOAT, 1)) {
      assertThatThrownBy(() -> evaluator.prepare(data, 3, 71))
          .hasMessage("samples must be in 0..69: was 3..70");
      NetworkSpec other = PlaneCases.network(Loss.MSE, Activation.RELU, true, 4, 6, 3);
      assertThatThrownBy(() -> evaluator.prepare(PlaneCases.data(other, 5, 1), 0, 5))
          .hasMessage("data must have 5 features and 3 targets, as the network: was 4 and 3");
    }
  }
}
