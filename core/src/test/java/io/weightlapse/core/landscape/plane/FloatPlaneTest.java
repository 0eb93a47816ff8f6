// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneCases;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.PlaneOps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An executor without vectors, or with others, gives the same bits. */
class FloatPlaneTest {
  @ParameterizedTest
  @EnumSource(Activation.class)
  void theSameBitsWithoutVectors(Activation activation) {
    for (Loss loss : Loss.values()) {
      for (NetworkSpec network :
          new NetworkSpec[] {
            PlaneCases.residual(loss, activation),
            PlaneCases.network(loss, activation, true, 11, 270, 9, 4)
          }) {
        Dataset data = PlaneCases.data(network, 100, 5);
        Plane plane = PlaneCases.plane(network, 3);
        PointSums vectors = evaluate(plane, data, PlaneOps.best());
        PointSums scalar = evaluate(plane, data, PlaneOps.scalar());
        assertThat(vectors.loss()).isEqualTo(scalar.loss());
        assertThat(vectors.correct()).isEqualTo(scalar.correct());
      }
    }
  }

  private static PointSums evaluate(Plane plane, Dataset data, PlaneOps ops) {
    Axis axis = new Axis(-1, 1, 3);
    try (PlaneEvaluator evaluator = new FloatPlane(plane, 1, ops);
        PlaneEvaluator.Shard shard = evaluator.prepare(data, 0, data.rows())) {
      return shard.evaluate(Points.rows(axis, axis, 0, 3));
    }
  }
}
