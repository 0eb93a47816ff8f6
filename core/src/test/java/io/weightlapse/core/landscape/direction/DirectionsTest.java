// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneCases;
import io.weightlapse.core.landscape.direction.Normalisation.Biases;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DirectionsTest {
  private static final NetworkSpec NETWORK =
      PlaneCases.network(Loss.MSE, Activation.TANH, true, 5, 7, 3);
  private static final float[] ORIGIN = PlaneCases.plane(NETWORK, 3).origin();

  private static double norm(float[] v, int at, int n) {
    double sum = 0;
    for (int i = at; i < at + n; i++) {
      sum += (double) v[i] * v[i];
    }
    return Math.sqrt(sum);
  }

  private static Direction random(Normalisation normalisation, Biases biases) {
    return Directions.random(NETWORK, 7, 0).normalised(normalisation, biases, NETWORK, ORIGIN);
  }

  @Test
  void filtersGetTheNormsOfTheWeights() {
    Direction d = random(Normalisation.FILTER, Biases.ZERO);
    assertThat(d.name()).isEqualTo("random filter");
    assertThat(d.seed()).hasValue(7);
    Direction scaled = random(Normalisation.FILTER, Biases.SCALED);
    for (ParameterBlock b : NETWORK.layout().blocks()) {
      for (int row = 0; row < b.rows(); row++) {
        int at = b.offset() + row * b.cols();
        double expected = norm(ORIGIN, at, b.cols());
        double zero = b.param() == Param.B ? 0 : expected;
        assertThat(norm(d.values(), at, b.cols())).isCloseTo(zero, within(1e-6));
        assertThat(norm(scaled.values(), at, b.cols())).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void layersGetTheNormsOfTheWeights() {
    Direction d = random(Normalisation.LAYER, Biases.SCALED);
    for (ParameterBlock b : NETWORK.layout().blocks()) {
      assertThat(norm(d.values(), b.offset(), b.size()))
          .isCloseTo(norm(ORIGIN, b.offset(), b.size()), within(1e-6));
    }
  }

  @Test
  void weightsAreMultiplied() {
    Direction plain = Directions.random(NETWORK, 7, 0);
    Direction d = random(Normalisation.WEIGHT, Biases.SCALED);
    for (int i = 0; i < ORIGIN.length; i++) {
      assertThat(d.values()[i]).isEqualTo(plain.values()[i] * Math.abs(ORIGIN[i]));
    }
    assertThat(random(Normalisation.NONE, Biases.ZERO).values()).isEqualTo(plain.values());
  }

  /** The directions of landscape.json already have the norms that they would get. */
  @Test
  void asPyTorchNormalised() throws IOException {
    Plane plane = PlaneCases.goldenPlane();
    float[] again =
        Normalisation.FILTER.apply(plane.network(), plane.a(), plane.origin(), Biases.ZERO);
    for (int i = 0; i < again.length; i++) {
      assertThat(again[i]).isCloseTo(plane.a()[i], within(1e-6f));
    }
  }

  @Test
  void aFilterOfZerosStaysZero() {
    float[] origin = ORIGIN.clone();
    java.util.Arrays.fill(origin, 5, 10, 0);
    float[] d = Directions.random(NETWORK, 1, 0).values();
    java.util.Arrays.fill(d, 0, 5, 0);
    float[] scaled = Normalisation.FILTER.apply(NETWORK, d, origin, Biases.ZERO);
    for (int i = 0; i < 10; i++) {
      assertThat(scaled[i]).isZero();
    }
  }

  @Test
  void theSameSeedGivesTheSameDirections() {
    Direction first = Directions.random(NETWORK, 7, 0);
    Direction second = Directions.random(NETWORK, 7, 1);
    assertThat(Directions.random(NETWORK, 7, 0).values()).isEqualTo(first.values());
    assertThat(second.values()).isNotEqualTo(first.values());
    DirectionPair pair = DirectionPair.of(first, second);
    assertThat(Math.abs(pair.cosine())).isLessThan(0.5);
    assertThat(pair.normA()).isCloseTo(norm(first.values(), 0, ORIGIN.length), within(1e-5));
    Plane plane = pair.plane(NETWORK, ORIGIN);
    assertThat(plane.a()).isSameAs(first.values());
  }

  @Test
  void refusesAPairThatIsNearlyParallel() {
    Direction a = Direction.of("gradient", new float[] {1, 2, 3});
    Direction b = Direction.of("update", new float[] {-2, -4, -6.01f});
    assertThatThrownBy(() -> DirectionPair.of(a, b))
        .hasMessage(
            "directions must not be parallel: the cosine of gradient and update must be within"
                + " +-0.9995: was -1.000000");
    assertThatThrownBy(() -> DirectionPair.of(a, Direction.of("pca 2", new float[3])))
        .hasMessage("the length of direction b (pca 2) must be > 0 and finite: was 0.0");
    float[] nan = {Float.NaN, 1, 1};
    assertThatThrownBy(() -> DirectionPair.of(Direction.of("update", nan), a))
        .hasMessage("the length of direction a (update) must be > 0 and finite: was NaN");
    assertThatThrownBy(() -> DirectionPair.of(a, Direction.of("pca 2", new float[4])))
        .hasMessage("parameters must have 3 values: was 4");
  }

  @Test
  void refusesAFileOfAnotherNetwork() {
    assertThatThrownBy(() -> Directions.file("d.npy", new float[5], NETWORK))
        .hasMessage(
            "direction d.npy must have 66 values, as many as the network has parameters: was 5");
    float[] values = new float[66];
    values[3] = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> Directions.file("d.npy", values, NETWORK))
        .hasMessage("direction d.npy must be finite: value 3 was Infinity");
  }

  @Test
  void linesBetweenSnapshots() {
    Direction d = Directions.between("run x", new float[] {1, 2}, new float[] {4, 6});
    assertThat(d.values()).containsExactly(3, 4);
    assertThat(d.norm()).isEqualTo(5);
    assertThat(d.unit().values()).containsExactly(0.6f, 0.8f);
    assertThat(Directions.downhill(new double[] {1, -2}).values()).containsExactly(-1, 2);
    assertThatThrownBy(() -> Directions.update(new float[2], new float[3]))
        .hasMessage("parameters must have 3 values: was 2");
    assertThatThrownBy(() -> Direction.of("update", new float[2]).checked())
        .hasMessage("the length of direction a (update) must be > 0 and finite: was 0.0");
  }

  @Test
  void coordinatesOnDirectionsThatAreNotOrthogonal() {
    Direction a = Direction.of("a", new float[] {2, 0, 0});
    Direction b = Direction.of("b", new float[] {3, 1, 0});
    float[] origin = {1, 1, 1};
    Projection projection = Projection.of(origin, DirectionPair.of(a, b));
    // origin - 1.5 a + 2 b, and 4 off the plane
    Projection.Place on = projection.place(new float[] {1 - 3 + 6, 1 + 2, 1});
    assertThat(on.alpha()).isCloseTo(-1.5, within(1e-12));
    assertThat(on.beta()).isCloseTo(2, within(1e-12));
    assertThat(on.residual()).isCloseTo(0, within(1e-12));
    Projection.Place off = projection.place(new float[] {1 - 3 + 6, 1 + 2, 5});
    assertThat(off.alpha()).isCloseTo(-1.5, within(1e-12));
    assertThat(off.beta()).isCloseTo(2, within(1e-12));
    assertThat(off.residual()).isCloseTo(4 / Math.sqrt(9 + 4 + 16), within(1e-12));
    assertThat(projection.place(origin)).isEqualTo(new Projection.Place(0, 0, 0));
    Projection.Place line = Projection.of(origin, a).place(new float[] {5, 4, 1});
    assertThat(line.alpha()).isEqualTo(2);
    assertThat(line.beta()).isZero();
    assertThat(line.residual()).isCloseTo(0.6, within(1e-12));
    assertThatThrownBy(() -> projection.place(new float[2]))
        .hasMessage("parameters must have 3 values: was 2");
  }
}
