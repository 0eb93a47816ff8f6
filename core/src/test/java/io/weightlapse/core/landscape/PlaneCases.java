// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Networks, planes and data for tests of planes, directions and curvature. */
public final class PlaneCases {
  private PlaneCases() {}

  /** The small network of landscape.json. */
  public static NetworkSpec goldenNetwork() {
    return network(Loss.SOFTMAX_CROSS_ENTROPY, Activation.RELU, true, 4, 6, 5, 3);
  }

  /** The samples of landscape.json. */
  public static Dataset goldenData() throws IOException {
    JsonNode golden = Golden.json("landscape.json");
    float[] labels = Golden.floats(golden.get("labels"));
    float[] targets = new float[labels.length * 3];
    for (int r = 0; r < labels.length; r++) {
      targets[3 * r + (int) labels[r]] = 1;
    }
    return new Dataset(labels.length, 4, 3, Golden.floats(golden.get("inputs")), targets);
  }

  /** The plane of landscape.json. */
  public static Plane goldenPlane() throws IOException {
    JsonNode golden = Golden.json("landscape.json");
    return new Plane(
        goldenNetwork(),
        Golden.floats(golden.get("weights")),
        Golden.floats(golden.get("direction_a")),
        Golden.floats(golden.get("direction_b")));
  }

  /** Hidden layers of that activation, the last one linear. */
  public static NetworkSpec network(Loss loss, Activation activation, boolean bias, int... units) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 1; l < units.length; l++) {
      Activation a = l == units.length - 1 ? Activation.IDENTITY : activation;
      layers.add(new LayerSpec("l" + l, units[l], a, bias));
    }
    return new NetworkSpec(units[0], layers, loss);
  }

  /** Residual layers at every place, dropout, layers without bias, an activation at the end. */
  public static NetworkSpec residual(Loss loss, Activation activation) {
    return new NetworkSpec(
        17,
        List.of(
            new LayerSpec("l1", 17, activation, true).withResidual(),
            new LayerSpec("l2", 17, activation, false).withResidual().withDropout(0.3),
            new LayerSpec("l3", 33, activation, true).withDropout(0.5),
            new LayerSpec("l4", 33, activation, true).withResidual(),
            new LayerSpec("l5", 3, activation, false)),
        loss);
  }

  /** Any network, with any data: one-hot targets for classes, else normal numbers. */
  public static Dataset data(NetworkSpec network, int rows, long seed) {
    Random random = new Random(seed);
    float[] x = normals(random, rows * network.inputs(), 1);
    float[] y = normals(random, rows * network.outputs(), 1);
    if (network.loss() == Loss.SOFTMAX_CROSS_ENTROPY) {
      java.util.Arrays.fill(y, 0);
      for (int r = 0; r < rows; r++) {
        y[r * network.outputs() + random.nextInt(network.outputs())] = 1;
      }
    }
    return new Dataset(rows, network.inputs(), network.outputs(), x, y);
  }

  /** A random plane; the origin's weights are as large as training begins with. */
  public static Plane plane(NetworkSpec network, long seed) {
    Random random = new Random(seed);
    int size = network.layout().size();
    float scale = (float) (1 / Math.sqrt(network.widest()));
    return new Plane(
        network,
        normals(random, size, scale),
        normals(random, size, scale),
        normals(random, size, scale));
  }

  private static float[] normals(Random random, int n, float scale) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = scale * (float) random.nextGaussian();
    }
    return values;
  }
}
