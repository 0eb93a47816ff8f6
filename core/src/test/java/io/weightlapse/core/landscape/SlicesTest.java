// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.NetworkSpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static final NetworkSpec XOR = ExperimentReader.builtIn("xor").network();

  @Test
  void idsNameSlices() {
    for (Slice slice :
        List.of(
            new NeuronSlice(1, "l2", 3, 0, 1),
            new NeuronSlice(1, "l2", 1, NeuronSlice.BIAS, 12),
            new NamedSlice(SliceKind.PLANE, "filter"),
            new NamedSlice(SliceKind.LINE, "step-0.5"),
            new NamedSlice(SliceKind.FUNCTION, "f"))) {
      assertThat(Slice.of(slice.id(), XOR)).contains(slice);
    }
    assertThat(new NamedSlice(SliceKind.PLANE, "filter").id()).isEqualTo("plane-filter");
    for (String none : List.of("plane-", "plane", "neurons-l9-n0-w0-w1", "x-y", "line-a/b")) {
      assertThat(Slice.of(none, XOR)).isEmpty();
    }
    assertThatThrownBy(() -> new NamedSlice(SliceKind.PLANE, "a b"))
        .hasMessageStartingWith("name of a slice must be letters, digits")
        .hasMessageEndingWith("was a b");
  }

  @Test
  void infoRoundTrips() {
    SliceRecipe recipe =
        new SliceRecipe(
            new NamedSlice(SliceKind.LINE, "step0"),
            new Axis(-0.5, 1.5, 100),
            Axis.numbers(3),
            "step:0",
            DirectionUse.OWN,
            7,
            500,
            "train",
            1000,
            List.of("train", "batch:0", "batch:1"),
            "float",
            "",
            "");
    TreeMap<Long, SliceInfo.Facts> facts = new TreeMap<>();
    facts.put(500L, new SliceInfo.Facts(List.of(0.1 + 0.2), Double.NaN, ""));
    SliceInfo info = new SliceInfo(recipe, facts, 1234567890123L, Instant.EPOCH);
    assertThat(SliceJson.read(SliceJson.write(info))).isEqualTo(info);
    SliceInfo more = info.with(600, new SliceInfo.Facts(List.of(1.0, 2.0), -0.25, "explained 0.8"));
    assertThat(SliceJson.read(SliceJson.write(more))).isEqualTo(more);
    assertThatThrownBy(() -> SliceJson.read(SliceJson.write(info).put("v", 2)))
        .hasMessage("slice version must be 1: was 2");
    assertThatThrownBy(() -> SliceJson.read(SliceJson.write(info).put("slice", "x")))
        .hasMessage("slice must have an id: was \"x\"");
  }

  /** The bytes are those of numpy 2: {@code numpy.save} of [[1, -2.5, nan], [0, inf, 1e-45]]. */
  @Test
  void readsAndWritesWhatNumpyDoes() {
    byte[] numpy = HexFormat.of().parseHex(NUMPY_2X3);
    float[][] read = NpyFile.read("f.npy", numpy);
    assertThat(read).hasNumberOfRows(2);
    assertThat(read[0]).isEqualTo(VALUES[0]);
    assertThat(read[1]).isEqualTo(VALUES[1]);
    assertThat(NpyFile.write(VALUES)).isEqualTo(numpy);
    assertThat(NpyFile.read("f.npy", HexFormat.of().parseHex(NUMPY_F8)))
        .isDeepEqualTo(new float[][] {{0.1f, 2}});
    assertThatThrownBy(() -> NpyFile.read("f.npy", new byte[20]))
        .hasMessage("f.npy must be a .npy file of numpy: was something else");
    byte[] torn = java.util.Arrays.copyOf(numpy, numpy.length - 1);
    assertThatThrownBy(() -> NpyFile.read("f.npy", torn))
        .hasMessage("f.npy must have 2 x 3 x 4 bytes of values: was 23");
    byte[] other = numpy.clone();
    other[21] = 'i';
    assertThatThrownBy(() -> NpyFile.read("f.npy", other))
        .hasMessageStartingWith("f.npy must hold float32 or float64 of shape (values,)");
  }

  private static final float[][] VALUES = {
    {1, -2.5f, Float.NaN}, {0, Float.POSITIVE_INFINITY, Float.MIN_VALUE}
  };

  private static final String NUMPY_2X3 =
      "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f7264657227"
          + "3a2046616c73652c20277368617065273a2028322c2033292c207d202020202020202020202020202020"
          + "202020202020202020202020202020202020202020202020202020202020202020202020202020202020"
          + "200a0000803f000020c00000c07f000000000000807f01000000";

  private static final String NUMPY_F8 =
      "934e554d5059010076007b276465736372273a20273c6638272c2027666f727472616e5f6f7264657227"
          + "3a2046616c73652c20277368617065273a2028322c292c207d2020202020202020202020202020202020"
          + "202020202020202020202020202020202020202020202020202020202020202020202020202020202020"
          + "200a9a9999999999b93f0000000000000040";

  @Test
  void gridsKnowWhatIsPending() {
    SurfaceGrid grid = new SurfaceGrid(new Axis(0, 1, 2), new Axis(0, 1, 3));
    assertThat(grid.state(1, 2)).isEqualTo(PointState.PENDING);
    assertThat(grid.covers(GridPart.rows(0, 1, 3))).isFalse();
    for (int j = 0; j < 3; j++) {
      grid.set(0, j, j == 0 ? Float.NaN : j == 1 ? Float.NEGATIVE_INFINITY : 0, 1);
    }
    assertThat(grid.covers(GridPart.rows(0, 1, 3))).isTrue();
    assertThat(grid.covers(GridPart.rows(0, 2, 3))).isFalse();
    assertThat(List.of(grid.state(0, 0), grid.state(0, 1), grid.state(0, 2)))
        .containsExactly(PointState.NAN, PointState.INF, PointState.OK);
    assertThat(grid.known()).isEqualTo(3);
    assertThat(grid.complete()).isFalse();
    assertThatThrownBy(() -> grid.set(2, 0, 0, 0))
        .hasMessage("points must lie in the grid of 2 x 3: was 2, 0");
  }

  @Test
  void aSingleValueIsAnAxisWhereItIsMeant() {
    assertThat(Axis.numbers(1).at(0)).isEqualTo(0);
    assertThatThrownBy(() -> new Axis(0, 1, 1)).hasMessage("grid must be >= 2: was 1");
    assertThatThrownBy(() -> new Axis(1, 1, 2)).hasMessage("range must rise: was 1.0:1.0");
    assertThat(Optional.of(Axis.numbers(4).at(3))).contains(3.0);
  }
}
