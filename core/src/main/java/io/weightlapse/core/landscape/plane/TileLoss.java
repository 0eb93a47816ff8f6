// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import static io.weightlapse.core.nn.PlaneOps.TILE;

import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.PlaneOps;

/** The loss of a tile of outputs, and how many of its classes are right. */
final class TileLoss {
  private final Loss kind;
  private final int outputs;
  private final PlaneOps ops;
  private final float[] exponentials;
  private final float[] places = new float[TILE];
  private final double[] losses = new double[TILE];
  private final double[] mass = new double[TILE]; // sums of targets: 1 for classes
  private final double[] chosen = new double[TILE];
  private double sum;
  private int correct;

  TileLoss(NetworkSpec network, PlaneOps ops) {
    this.kind = network.loss();
    this.outputs = network.outputs();
    this.ops = ops;
    this.exponentials = new float[outputs * TILE];
  }

  /** Of the last tile. */
  double sum() {
    return sum;
  }

  /** Of the last tile. */
  int correct() {
    return correct;
  }

  /**
   * One tile.
   *
   * @param out (outputs, TILE) of tile {@code tile} of a run; changed
   * @param targets the shard's
   * @param shardTile which tile of the shard it is
   */
  void evaluate(float[] out, int tile, TileTargets targets, int shardTile) {
    int[] labels = targets.labels();
    int at = tile * outputs * TILE;
    int from = shardTile * outputs * TILE;
    int n = Math.min(TILE, labels.length - shardTile * TILE);
    if (kind == Loss.MSE) {
      squaredErrors(out, at, targets.values(), from, n);
      if (outputs == 1) {
        for (int s = 0; s < n; s++) {
          places[s] = out[at + s] > targets.threshold() ? 1 : 0;
        }
      }
    } else {
      crossEntropies(out, at, targets.values(), from, n);
    }
    double total = 0;
    int right = 0;
    for (int s = 0; s < n; s++) {
      total += losses[s];
      right += places[s] == labels[shardTile * TILE + s] ? 1 : 0;
    }
    sum = total;
    correct = right;
  }

  private void squaredErrors(float[] out, int at, float[] targets, int from, int n) {
    for (int s = 0; s < n; s++) {
      losses[s] = 0;
      places[s] = 0;
    }
    for (int o = 0; o < outputs; o++) {
      for (int s = 0; s < n; s++) {
        int i = o * TILE + s;
        double d = (double) out[at + i] - targets[from + i];
        losses[s] += d * d;
        // the first of equals, and NaN is never greater: as Dataset.label
        int best = (int) places[s];
        places[s] = o > 0 && out[at + i] > out[at + best * TILE + s] ? o : best;
      }
    }
    for (int s = 0; s < n; s++) {
      losses[s] /= outputs;
    }
  }

  /** Outputs are shifted by their maximum, so that nothing overflows. */
  private void crossEntropies(float[] out, int at, float[] targets, int from, int n) {
    ops.softmax(out, at, outputs, exponentials, places);
    for (int s = 0; s < n; s++) {
      losses[s] = 0;
      mass[s] = 0;
      chosen[s] = 0;
    }
    for (int o = 0; o < outputs; o++) {
      for (int s = 0; s < n; s++) {
        int i = o * TILE + s;
        losses[s] += exponentials[i];
        float target = targets[from + i];
        mass[s] += target;
        chosen[s] += target == 0 ? 0 : (double) target * out[at + i];
      }
    }
    for (int s = 0; s < n; s++) {
      losses[s] = mass[s] * Math.log(losses[s]) - chosen[s];
    }
  }
}
