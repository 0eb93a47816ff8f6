// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import static io.weightlapse.core.nn.PlaneOps.TILE;

import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.nn.PlaneOps;
import java.util.Arrays;
import java.util.List;

/**
 * One worker's forward pass over a shard for a few points at once. Loops are cut so that what is
 * read again stays in cache: a run of tiles' outputs of the second layer, {@link #DEPTH} columns of
 * its weights, and as many units of the first layer, whose pre-activations are read once for all
 * points of the group. Each element is one sum in the order of the inputs, so that no cut changes a
 * bit.
 */
final class PointPass {
  /** Points that share one pass over the first layer. */
  static final int GROUP = 2;

  /** Inputs of a product that are summed in one go. */
  static final int DEPTH = 256;

  /** What a group's outputs of the second layer may take of a core's second-level cache. */
  private static final int RUN_BYTES = 400 << 10;

  private final Plane plane;
  private final List<LayerShape> layers;
  private final PlaneOps ops;
  private final int rest; // first parameter after the first layer's
  private final int run; // tiles that pass together
  private final boolean keepsFirst; // the second layer adds the first one's outputs
  private final float[] alpha = new float[GROUP];
  private final float[] beta = new float[GROUP];
  private final float[][] weights = new float[GROUP][]; // parameters from rest on, at each point
  private final float[][] first = new float[GROUP][]; // a chunk of one tile, or all of the run
  private final float[][] second = new float[GROUP][]; // the run's second layer
  private final float[][] later = new float[2][]; // the run's layers after it, in turn
  private final TileLoss loss;

  PointPass(Plane plane, List<LayerShape> layers, PlaneOps ops) {
    this.plane = plane;
    this.layers = layers;
    this.ops = ops;
    this.rest = layers.get(0).end();
    this.keepsFirst = layers.size() == 1 || layers.get(1).residual();
    int units0 = layers.get(0).units();
    int units1 = layers.size() > 1 ? layers.get(1).units() : 0;
    int widest = layers.stream().skip(2).mapToInt(LayerShape::units).max().orElse(0);
    int values = Math.max(1, Math.max(units1, widest));
    this.run = Math.max(1, Math.min(16, RUN_BYTES / (GROUP * values * TILE * Float.BYTES)));
    for (int g = 0; g < GROUP; g++) {
      weights[g] = new float[plane.origin().length - rest];
      first[g] = new float[(keepsFirst ? run * units0 : Math.min(DEPTH, units0)) * TILE];
      second[g] = new float[run * units1 * TILE];
    }
    for (int i = 0; i < later.length; i++) {
      later[i] = new float[run * widest * TILE];
    }
    this.loss = new TileLoss(plane.network(), ops);
  }

  /**
   * Writes the sums of the points {@code from..to}, at most a group.
   *
   * @param targets the shard's
   */
  void evaluate(
      FirstLayer shard,
      TileTargets targets,
      Points points,
      int from,
      int to,
      double[] losses,
      long[] correct) {
    for (int g = 0; g < to - from; g++) {
      alpha[g] = (float) points.alpha()[from + g];
      beta[g] = (float) points.beta()[from + g];
      int n = weights[g].length;
      ops.move(plane.origin(), plane.a(), plane.b(), rest, n, alpha[g], beta[g], weights[g], 0);
      losses[from + g] = 0;
      correct[from + g] = 0;
    }
    int tiles = Tiles.count(shard.samples());
    for (int t0 = 0; t0 < tiles; t0 += run) {
      int t1 = Math.min(tiles, t0 + run);
      firstTwo(shard, t0, t1, to - from);
      for (int g = 0; g < to - from; g++) {
        float[] out = after(g, t1 - t0);
        for (int t = t0; t < t1; t++) {
          loss.evaluate(out, t - t0, targets, t);
          losses[from + g] += loss.sum();
          correct[from + g] += loss.correct();
        }
      }
    }
  }

  /** The first layer, chunk by chunk, and the second one's sums over it. */
  private void firstTwo(FirstLayer shard, int t0, int t1, int points) {
    LayerShape layer = layers.get(0);
    boolean deep = layers.size() > 1;
    for (int g = 0; g < points && deep; g++) {
      fillBias(layers.get(1), weights[g], second[g], t1 - t0);
    }
    for (int u = 0; u < layer.units(); u += DEPTH) {
      int depth = Math.min(DEPTH, layer.units() - u);
      for (int t = t0; t < t1; t++) {
        int from = (t * layer.units() + u) * TILE;
        int at = keepsFirst ? ((t - t0) * layer.units() + u) * TILE : 0;
        for (int g = 0; g < points; g++) {
          ops.moveActivated(
              layer.activation(),
              shard.origin(),
              shard.a(),
              shard.b(),
              from,
              depth * TILE,
              alpha[g],
              beta[g],
              first[g],
              at);
          if (layer.residual()) {
            add(shard.inputs(), from, first[g], at, depth * TILE);
          }
        }
        for (int g = 0; g < points && deep; g++) {
          addProduct(layers.get(1), weights[g], u, depth, first[g], at, second[g], t - t0);
        }
      }
    }
    for (int g = 0; g < points && deep; g++) {
      finish(layers.get(1), first[g], second[g], t1 - t0);
    }
  }

  /** The layers after the second; returns the run's outputs. */
  private float[] after(int g, int tiles) {
    float[] in = layers.size() > 1 ? second[g] : first[g];
    for (int l = 2; l < layers.size(); l++) {
      LayerShape layer = layers.get(l);
      float[] out = later[l % 2];
      fillBias(layer, weights[g], out, tiles);
      for (int i = 0; i < layer.inputs(); i += DEPTH) {
        int depth = Math.min(DEPTH, layer.inputs() - i);
        for (int t = 0; t < tiles; t++) {
          int at = (t * layer.inputs() + i) * TILE;
          addProduct(layer, weights[g], i, depth, in, at, out, t);
        }
      }
      finish(layer, in, out, tiles);
      in = out;
    }
    return in;
  }

  private void fillBias(LayerShape layer, float[] w, float[] out, int tiles) {
    for (int row = 0; row < tiles * layer.units(); row++) {
      float bias = layer.hasBias() ? w[layer.bias() - rest + row % layer.units()] : 0;
      Arrays.fill(out, row * TILE, (row + 1) * TILE, bias);
    }
  }

  private void addProduct(
      LayerShape layer, float[] w, int input, int depth, float[] in, int at, float[] out, int t) {
    ops.addProduct(
        w,
        layer.weights() - rest + input,
        layer.inputs(),
        layer.units(),
        depth,
        in,
        at,
        out,
        t * layer.units() * TILE);
  }

  private void finish(LayerShape layer, float[] in, float[] out, int tiles) {
    int n = tiles * layer.units() * TILE;
    ops.activate(layer.activation(), out, 0, n);
    if (layer.residual()) {
      add(in, 0, out, 0, n);
    }
  }

  private static void add(float[] from, int at, float[] to, int toAt, int n) {
    for (int i = 0; i < n; i++) {
      to[toAt + i] += from[at + i];
    }
  }
}
