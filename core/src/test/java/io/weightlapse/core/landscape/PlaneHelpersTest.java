// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** States of points, samples by choice, shards, cost. */
class PlaneHelpersTest {
  @Test
  void statesOfPoints() {
    assertThat(PointState.of(1)).isEqualTo(PointState.OK);
    assertThat(PointState.of(Double.NaN)).isEqualTo(PointState.NAN);
    assertThat(PointState.of(Double.NEGATIVE_INFINITY)).isEqualTo(PointState.INF);
    assertThat(PointState.PENDING.label()).isEqualTo("pending");
  }

  @Test
  void shardsCoverTheSamplesOnce() {
    NetworkSpec network =
        PlaneCases.network(Loss.SOFTMAX_CROSS_ENTROPY, Activation.RELU, true, 784, 1000, 10);
    ShardPlan plan = ShardPlan.of(network, 10_000);
    int next = 0;
    for (int i = 0; i < plan.count(); i++) {
      assertThat(plan.from(i)).isEqualTo(next);
      next = plan.to(i);
    }
    assertThat(next).isEqualTo(10_000);
    // three matrices of first pre-activations
    assertThat(3L * 4 * 1000 * plan.shardRows()).isLessThanOrEqualTo(13 << 20);
    assertThat(ShardPlan.of(network, 60_000).shardRows()).isEqualTo(plan.shardRows());
  }

  private static final Dataset DATA =
      new Dataset(5, 1, 2, new float[] {0, 1, 2, 3, 4}, new float[] {1, 0, 0, 1, 1, 0, 1, 0, 0, 1});

  @Test
  void samplesByChoice() {
    int[] order = {4, 3, 2, 1, 0};
    assertThat(SampleChoice.batch(DATA, order, 2, 0).features()).containsExactly(4, 3);
    assertThat(SampleChoice.batch(DATA, order, 2, 2).features()).containsExactly(0);
    assertThat(SampleChoice.batch(DATA, order, 2, 0).targets()).containsExactly(0, 1, 1, 0);
    assertThat(SampleChoice.ofClass(DATA, 1).features()).containsExactly(1, 4);
    Dataset three = SampleChoice.random(DATA, 3, 8);
    assertThat(three.rows()).isEqualTo(3);
    assertThat(SampleChoice.random(DATA, 3, 8).features()).isEqualTo(three.features());
    assertThat(SampleChoice.random(DATA, 5, 8).features()).containsExactly(0, 1, 2, 3, 4);
    assertThatThrownBy(() -> SampleChoice.batch(DATA, order, 2, 3))
        .hasMessage("minibatch must be in 0..2: was 3");
    assertThatThrownBy(() -> SampleChoice.ofClass(DATA, 7))
        .hasMessage("class must be one that samples have, in 0..1: was 7");
    assertThatThrownBy(() -> SampleChoice.random(DATA, 6, 0))
        .hasMessage("samples must be in 1..5: was 6");
    assertThatThrownBy(() -> SampleChoice.rows(DATA, new int[] {5}))
        .hasMessage("rows must be in 0..4: was 5");
  }

  /** A line over each of the first minibatches adds up to the line over all of them. */
  @Test
  void linesOverMinibatches() {
    NetworkSpec network = PlaneCases.network(Loss.MSE, Activation.TANH, true, 3, 5, 2);
    Dataset data = PlaneCases.data(network, 90, 4);
    int[] order = IntStream.range(0, 90).toArray();
    Plane plane = PlaneCases.plane(network, 3);
    Points points = Points.line(new Axis(-2, 2, 5));
    try (PlaneEvaluator evaluator =
        new CpuBackend().open(Plane.line(network, plane.origin(), plane.a()), Precision.FLOAT, 1)) {
      PointSums all = evaluator.evaluate(data, ShardPlan.of(network, 90), points);
      double[] sum = new double[5];
      for (int k = 0; k < 3; k++) {
        Dataset batch = SampleChoice.batch(data, order, 30, k);
        PointSums one = evaluator.evaluate(batch, ShardPlan.of(network, 30), points);
        for (int i = 0; i < 5; i++) {
          sum[i] += one.meanLoss(i) / 3;
        }
      }
      for (int i = 0; i < 5; i++) {
        assertThat(sum[i]).isCloseTo(all.meanLoss(i), within(1e-9));
      }
    }
  }

  @Test
  void theCostIsMeasured() {
    NetworkSpec network = PlaneCases.network(Loss.MSE, Activation.TANH, true, 30, 50, 2);
    Dataset data = PlaneCases.data(network, 500, 4);
    ShardPlan plan = ShardPlan.of(network, 500);
    try (PlaneEvaluator evaluator =
        new CpuBackend().open(PlaneCases.plane(network, 3), Precision.FLOAT, 1)) {
      Points points = Points.line(new Axis(-2, 2, 5));
      PlaneCost cost = PlaneCost.measure(evaluator, data, plan, points, 0.05);
      assertThat(cost.prepareSeconds()).isPositive();
      assertThat(cost.pointSeconds()).isPositive();
      assertThat(new PlaneCost(2, 3).seconds(10, 100, 4)).isEqualTo(10 * (8 + 300));
      assertThatThrownBy(() -> PlaneCost.measure(evaluator, data, plan, points.part(0, 0), 1))
          .hasMessage("points must be >= 1: was 0");
    }
  }
}
