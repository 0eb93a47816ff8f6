// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import static io.weightlapse.core.nn.PlaneOps.TILE;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.nn.Crew;
import io.weightlapse.core.nn.PlaneOps;
import io.weightlapse.core.util.Checks;
import java.util.Arrays;

/**
 * The first layer's pre-activations over a shard, in tiles: at the origin, and what each direction
 * adds to them.
 *
 * @param samples of the shard
 * @param origin (units, TILE) of each tile
 * @param a the same
 * @param b the same; null on a line
 * @param inputs (inputs, TILE) of each tile where the layer is residual, else null
 */
record FirstLayer(int samples, float[] origin, float[] a, float[] b, float[] inputs) {
  static FirstLayer of(
      Plane plane, LayerShape layer, Dataset data, int from, int to, PlaneOps ops, Crew crew) {
    Checks.require(
        data.inputs() == plane.network().inputs() && data.outputs() == plane.network().outputs(),
        "data must have %d features and %d targets, as the network: was %d and %d",
        plane.network().inputs(),
        plane.network().outputs(),
        data.inputs(),
        data.outputs());
    Checks.require(
        from >= 0 && from < to && to <= data.rows(),
        "samples must be in 0..%d: was %d..%d",
        data.rows() - 1,
        from,
        to - 1);
    int n = to - from;
    FirstLayer first =
        new FirstLayer(
            n,
            Tiles.allocate(n, layer.units()),
            Tiles.allocate(n, layer.units()),
            plane.isLine() ? null : Tiles.allocate(n, layer.units()),
            layer.residual() ? Tiles.allocate(n, layer.inputs()) : null);
    boolean still = still(plane.a(), layer.end()); // and then all of it stays zero
    float[][] scratch = new float[crew.size()][];
    crew.run(
        Tiles.count(n),
        (tile, worker) -> {
          if (scratch[worker] == null) {
            scratch[worker] = new float[layer.inputs() * TILE];
          }
          float[] x = scratch[worker];
          Tiles.load(data.features(), layer.inputs(), from + tile * TILE, to, x, 0);
          if (first.inputs != null) {
            System.arraycopy(x, 0, first.inputs, tile * x.length, x.length);
          }
          multiply(layer, plane.origin(), x, first.origin, tile, ops);
          if (!still) {
            multiply(layer, plane.a(), x, first.a, tile, ops);
          }
          if (!plane.isLine()) {
            multiply(layer, plane.b(), x, first.b, tile, ops);
          }
        });
    return first;
  }

  /** Whether a direction leaves the layer where it is, as one does that is there for a point. */
  private static boolean still(float[] direction, int end) {
    for (int i = 0; i < end; i++) {
      if (direction[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static void multiply(
      LayerShape layer, float[] parameters, float[] x, float[] z, int tile, PlaneOps ops) {
    int at = tile * layer.units() * TILE;
    if (layer.hasBias()) {
      for (int u = 0; u < layer.units(); u++) {
        Arrays.fill(z, at + u * TILE, at + (u + 1) * TILE, parameters[layer.bias() + u]);
      }
    }
    int k = layer.inputs();
    for (int from = 0; from < k; from += PointPass.DEPTH) {
      int depth = Math.min(PointPass.DEPTH, k - from);
      ops.addProduct(
          parameters, layer.weights() + from, k, layer.units(), depth, x, from * TILE, z, at);
    }
  }
}
