// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Crew;
import io.weightlapse.core.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Exact products of the loss's Hessian with vectors, in double precision: the R-operator, a forward
 * derivative of forward and backward pass (Pearlmutter 1994, "Fast Exact Multiplication by the
 * Hessian"). Results are sums over samples, penalties and dropout left out, so that shards add up;
 * the same bits with any number of threads. Not thread-safe; it uses threads of its own.
 */
public final class DenseHessian implements AutoCloseable {
  /** Samples of a block: a layer's rows of so many stay in the first-level cache. */
  private static final int BLOCK = 64;

  /** Units that a worker takes at a time. */
  private static final int UNITS = 16;

  private final NetworkSpec network;
  private final double[] parameters;
  private final List<HessianLayer> layers = new ArrayList<>();
  private final Crew crew;
  private final double[][] scratch; // one row for each worker

  /** Of a network at the given parameters, with so many threads, the caller's counted. */
  public DenseHessian(NetworkSpec network, float[] parameters, int threads) {
    int size = network.layout().size();
    require(
        parameters.length == size,
        "parameters must have %d values, as many as the network has: was %d",
        size,
        parameters.length);
    this.network = network;
    this.parameters = new double[size];
    for (int i = 0; i < size; i++) {
      this.parameters[i] = parameters[i];
    }
    for (int l = 0; l < network.layers().size(); l++) {
      layers.add(new HessianLayer(network, l, l == 0 ? null : layers.get(l - 1), BLOCK));
    }
    this.crew = new Crew(atLeast("threads", threads, 1));
    this.scratch = new double[threads][network.widest()];
  }

  /** Number of parameters. */
  public int size() {
    return parameters.length;
  }

  /**
   * Sums over the samples {@code from..to}.
   *
   * @param gradient gets the gradient's sum added
   * @return the losses' sum
   */
  public double addGradient(Dataset data, int from, int to, double[] gradient) {
    return pass(data, from, to, null, gradient);
  }

  /**
   * Adds the sum over the samples {@code from..to} of their Hessians' products with {@code v}.
   *
   * @return the losses' sum
   */
  public double addProduct(Dataset data, int from, int to, double[] v, double[] product) {
    require(v.length == size(), "v must have %d values: was %d", size(), v.length);
    return pass(data, from, to, v, product);
  }

  /** The mean Hessian over all samples of a data set, as a matrix that can only be multiplied. */
  public SymmetricOperator over(Dataset data) {
    return SymmetricOperator.of(
        size(),
        v -> {
          double[] sum = new double[size()];
          addProduct(data, 0, data.rows(), v, sum);
          for (int i = 0; i < sum.length; i++) {
            sum[i] /= data.rows();
          }
          return sum;
        });
  }

  private double pass(Dataset data, int from, int to, double[] v, double[] sum) {
    require(
        data.inputs() == network.inputs() && data.outputs() == network.outputs(),
        "data must have %d features and %d targets, as the network: was %d and %d",
        network.inputs(),
        network.outputs(),
        data.inputs(),
        data.outputs());
    require(
        from >= 0 && from < to && to <= data.rows(),
        "samples must be in 0..%d: was %d..%d",
        data.rows() - 1,
        from,
        to - 1);
    require(sum.length == size(), "sums must have %d values: was %d", size(), sum.length);
    double loss = 0;
    for (int at = from; at < to; at += BLOCK) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted between samples");
      }
      loss += block(data, at, Math.min(to, at + BLOCK), v, sum);
    }
    return loss;
  }

  private double block(Dataset data, int from, int to, double[] v, double[] sum) {
    int n = to - from;
    load(data, from, n);
    for (HessianLayer layer : layers) {
      units(layer.units, u -> layer.forward(u, n, parameters, v));
    }
    HessianLayer last = layers.get(layers.size() - 1);
    double loss = 0;
    for (int s = 0; s < n; s++) {
      loss += LossCurvature.sample(network.loss(), last, s, data, from + s, v != null);
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      backward(l, n, v, sum);
    }
    return loss;
  }

  private void load(Dataset data, int from, int n) {
    HessianLayer first = layers.get(0);
    for (int s = 0; s < n; s++) {
      for (int i = 0; i < first.inputs; i++) {
        double x = data.features()[(from + s) * first.inputs + i];
        first.x[i][s] = x;
        first.xByRow[s][i] = x;
      }
    }
  }

  private void backward(int l, int n, double[] v, double[] sum) {
    HessianLayer layer = layers.get(l);
    boolean moving = v != null;
    double[][] skipped = layer.residual && l > 0 ? copy(layer.d) : null;
    double[][] rskipped = layer.residual && l > 0 && moving ? copy(layer.rd) : null;
    units(layer.units, u -> layer.throughActivation(u, n, moving));
    if (l > 0) {
      HessianLayer below = layers.get(l - 1);
      Rows.transpose(layer.x, layer.inputs, n, layer.xByRow);
      if (moving) {
        Rows.transpose(layer.rx, layer.inputs, n, layer.rxByRow);
      }
      units(layer.inputs, i -> layer.backward(i, n, parameters, v, below, skipped, rskipped));
    }
    int blocks = (layer.units + UNITS - 1) / UNITS;
    crew.run(
        blocks,
        (b, worker) -> {
          for (int u = b * UNITS; u < Math.min(layer.units, (b + 1) * UNITS); u++) {
            layer.addTo(u, n, scratch[worker], sum, moving);
          }
        });
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  private interface Unit {
    void compute(int unit);
  }

  private void units(int count, Unit work) {
    crew.run(
        (count + UNITS - 1) / UNITS,
        (b, worker) -> {
          for (int u = b * UNITS; u < Math.min(count, (b + 1) * UNITS); u++) {
            work.compute(u);
          }
        });
  }

  @Override
  public void close() {
    crew.close();
  }
}
