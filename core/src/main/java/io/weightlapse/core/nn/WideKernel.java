// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The kernel for wide layers. Threads share the rows of each weight matrix forward, its columns
 * backward. All weights are updated in one phase at the end: a block of rows gets its gradient,
 * which stays in cache, and is updated at once, so that a step streams weights and optimiser state
 * through memory once. Every element is computed whole by one thread: the number of threads changes
 * no bit. Its oracle is {@link ReferenceKernel}.
 */
public final class WideKernel extends ThreadedKernel {
  private static final int CHUNK = 4 * Ops.GRAIN; // samples at a time; longer minibatches add up
  private static final int BLOCK = 16 * 1024; // weights that a thread takes at a time

  /** Rows {@code from..to} of a weight matrix. */
  private record Rows(int layer, int from, int to) {}

  private final WideLayer[] layers;
  private final List<Rows> updates = new ArrayList<>();
  private final float[][] scratch; // by worker: the gradient of one block
  private final double[] sums; // by update: squares and moves of its weights, then of its biases
  private final OutputLoss loss;
  private float[] input = new float[0]; // (chunk, inputs)
  private float[] target = new float[0]; // (chunk, outputs)
  private float[] gradient = new float[0]; // of minibatches longer than a chunk

  /** A kernel over a copy of the parameters. */
  public WideKernel(
      NetworkSpec spec, OptimiserSpec optimiser, float[] parameters, KernelOptions options) {
    this(spec, optimiser, parameters, options, OpsChoice.best());
  }

  WideKernel(
      NetworkSpec spec,
      OptimiserSpec optimiser,
      float[] parameters,
      KernelOptions options,
      Ops ops) {
    super(spec, optimiser, parameters, options, ops);
    this.layers = new WideLayer[spec.layers().size()];
    int most = 0;
    for (int l = 0; l < layers.length; l++) {
      layers[l] = new WideLayer(spec, l, this.parameters, ops, seed);
      int cols = spec.layerInputs(l);
      int units = spec.layers().get(l).units();
      int rows = rowsOfBlock(cols);
      for (int from = 0; from < units; from += rows) {
        updates.add(new Rows(l, from, Math.min(units, from + rows)));
      }
      most = Math.max(most, Math.min(rows, units) * (cols + 1));
    }
    this.sums = new double[4 * updates.size()];
    this.scratch = new float[crew.size()][most];
    this.loss = new OutputLoss(spec);
  }

  /** A multiple of four: products work on four rows at a time. */
  private static int rowsOfBlock(int cols) {
    return Math.max(4, BLOCK / cols / 4 * 4);
  }

  @Override
  public void step(Dataset data, int[] order, int from, int to, Tally tally) {
    FloatOptimiser.Rule[] rule = new FloatOptimiser.Rule[1];
    loss.reset();
    int rows = to - from;
    boolean adds = rows > CHUNK;
    if (adds) {
      clearGradient();
    }
    for (int at = from; at < to; at += CHUNK) {
      int end = Math.min(to, at + CHUNK);
      deltas(data, order, from, at, end, rows);
      if (end == to && !Double.isFinite(loss.lossSum())) {
        tally.step(loss.lossSum(), (int) loss.correct(), rows);
        return;
      }
      if (end == to) {
        rule[0] = updater.next();
        Arrays.fill(sums, 0);
      }
      crew.run(
          updates.size(),
          (block, worker) -> {
            weightGradient(block, worker, adds ? gradient : null);
            if (end == to) {
              update(block, worker, rule[0], adds);
            }
          });
    }
    report(tally);
    tally.step(loss.lossSum(), (int) loss.correct(), rows);
  }

  @Override
  public double gradient(Dataset data, int[] order, int from, int to, float[] result) {
    loss.reset();
    Arrays.fill(result, 0);
    for (int at = from; at < to; at += CHUNK) {
      deltas(data, order, from, at, Math.min(to, at + CHUNK), to - from);
      crew.run(updates.size(), (block, worker) -> weightGradient(block, worker, result));
    }
    for (ParameterBlock b : blocks()) {
      penalty(b).addTo(result, b.offset(), parameters, b.offset(), b.size());
    }
    return loss.lossSum() / (to - from);
  }

  private void clearGradient() {
    if (gradient.length == 0) {
      gradient = new float[parameters.length];
    }
    Arrays.fill(gradient, 0);
  }

  /**
   * Forward and backward over the chunk {@code order[at..end)} of a minibatch from {@code from}.
   */
  private void deltas(Dataset data, int[] order, int from, int at, int end, int rows) {
    int n = end - at;
    input = rows(data.features(), data.inputs(), order, at, end, input);
    target = rows(data.targets(), data.outputs(), order, at, end, target);
    float[] in = input;
    for (WideLayer layer : layers) {
      in = forward(layer, in, n, at - from);
    }
    WideLayer last = layers[layers.length - 1];
    loss.add(last.outputs(), target, last.delta(), rows, data.threshold());
    last.outputDelta();
    for (int l = layers.length - 1; l > 0; l--) {
      backward(layers[l], layers[l - 1]);
    }
  }

  /** The rows {@code order[at..end)} of a matrix, into {@code room} if that has room. */
  private static float[] rows(float[] from, int width, int[] order, int at, int end, float[] room) {
    int n = end - at;
    float[] to = room.length < n * width ? new float[n * width] : room;
    for (int s = 0; s < n; s++) {
      System.arraycopy(from, order[at + s] * width, to, s * width, width);
    }
    return to;
  }

  private float[] forward(WideLayer layer, float[] in, int n, int place) {
    layer.begin(in, n);
    long step = updater.updates();
    int rows = rowsOfBlock(layer.inputs());
    int units = layer.units();
    crew.run(
        (units + rows - 1) / rows,
        (block, worker) ->
            layer.forward(block * rows, Math.min(units, (block + 1) * rows), step, place));
    return layer.outputs().values();
  }

  private void backward(WideLayer layer, WideLayer below) {
    int width = Math.max(1, BLOCK / layer.units() / Ops.GRAIN) * Ops.GRAIN;
    int units = below.units();
    crew.run(
        (units + width - 1) / width,
        (block, worker) ->
            layer.backward(below, block * width, Math.min(units, (block + 1) * width)));
  }

  /** The gradient of a block of rows into the worker's scratch, or added to {@code total}. */
  private void weightGradient(int block, int worker, float[] total) {
    Rows rows = updates.get(block);
    WideLayer layer = layers[rows.layer()];
    layer.gradient(rows.from(), rows.to(), scratch[worker]);
    if (total != null) {
      float[] part = scratch[worker];
      int n = (rows.to() - rows.from()) * layer.inputs();
      add(part, 0, total, layer.weightsAt() + rows.from() * layer.inputs(), n);
      if (layer.hasBias()) {
        add(part, n, total, layer.biasAt() + rows.from(), rows.to() - rows.from());
      }
    }
  }

  private static void add(float[] part, int from, float[] total, int at, int n) {
    for (int i = 0; i < n; i++) {
      total[at + i] += part[from + i];
    }
  }

  private void update(int block, int worker, FloatOptimiser.Rule rule, boolean added) {
    Rows rows = updates.get(block);
    WideLayer layer = layers[rows.layer()];
    int units = rows.to() - rows.from();
    int n = units * layer.inputs();
    int w = layer.weightsAt() + rows.from() * layer.inputs();
    float[] g = added ? gradient : scratch[worker];
    ops.update(updater, rule, parameters, w, n, g, added ? w : 0, penalty, sums, 4 * block);
    if (layer.hasBias()) {
      int b = layer.biasAt() + rows.from();
      ops.update(
          updater,
          rule,
          parameters,
          b,
          units,
          g,
          added ? b : n,
          Ops.Penalty.NONE,
          sums,
          4 * block + 2);
    }
  }

  /** Block after block, so that the sums do not depend on who computed them. */
  private void report(Tally tally) {
    for (int l = 0; l < layers.length; l++) {
      double[] total = new double[4];
      for (int block = 0; block < updates.size(); block++) {
        for (int i = 0; i < 4 && updates.get(block).layer() == l; i++) {
          total[i] += sums[4 * block + i];
        }
      }
      tally.add(layout.weights(l), total[0], total[1]);
      if (layers[l].hasBias()) {
        tally.add(layout.block(l, Param.B), total[2], total[3]);
      }
    }
  }
}
