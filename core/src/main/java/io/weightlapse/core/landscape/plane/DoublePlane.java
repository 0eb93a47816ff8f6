// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.nn.Crew;
import io.weightlapse.core.nn.Loss;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The slow, obvious way in double precision: form the weights, run the whole network, sample by
 * sample. The oracle of {@link FloatPlane}, with which it shares no arithmetic.
 */
public final class DoublePlane implements PlaneEvaluator {
  private final Plane plane;
  private final List<LayerShape> layers;
  private final Crew crew;

  /** An evaluator with so many threads, the caller's counted. */
  public DoublePlane(Plane plane, int threads) {
    this.plane = plane;
    this.layers = LayerShape.of(plane.network());
    this.crew = new Crew(threads);
  }

  @Override
  public Shard prepare(Dataset data, int from, int to) {
    return new Shard() {
      @Override
      public PointSums evaluate(Points points) {
        double[] loss = new double[points.count()];
        long[] correct = new long[points.count()];
        Thread caller = Thread.currentThread();
        crew.run(
            points.count(),
            (p, worker) -> {
              if (!caller.isInterrupted()) {
                double[] w = parameters(points.alpha()[p], points.beta()[p]);
                for (int row = from; row < to; row++) {
                  float[] out = new float[data.outputs()];
                  loss[p] += loss(outputs(w, data, row, out), data, row);
                  correct[p] += data.label(out, 0) == data.label(row) ? 1 : 0;
                }
              }
            });
        if (caller.isInterrupted()) {
          throw new CancellationException("interrupted between points");
        }
        return new PointSums(loss, correct, to - from);
      }

      @Override
      public void close() {}
    };
  }

  private double[] parameters(double alpha, double beta) {
    double[] w = new double[plane.origin().length];
    for (int i = 0; i < w.length; i++) {
      w[i] = plane.origin()[i] + alpha * plane.a()[i];
      w[i] += plane.isLine() ? 0 : beta * plane.b()[i];
    }
    return w;
  }

  /** The outputs of a row, and the same rounded. */
  private double[] outputs(double[] w, Dataset data, int row, float[] rounded) {
    double[] in = new double[data.inputs()];
    for (int i = 0; i < in.length; i++) {
      in[i] = data.features()[row * in.length + i];
    }
    for (LayerShape layer : layers) {
      double[] out = new double[layer.units()];
      for (int u = 0; u < out.length; u++) {
        double z = layer.hasBias() ? w[layer.bias() + u] : 0;
        for (int i = 0; i < in.length; i++) {
          z += w[layer.weights() + u * in.length + i] * in[i];
        }
        out[u] = layer.activation().apply(z) + (layer.residual() ? in[u] : 0);
      }
      in = out;
    }
    for (int o = 0; o < in.length; o++) {
      rounded[o] = (float) in[o];
    }
    return in;
  }

  private double loss(double[] out, Dataset data, int row) {
    int at = row * out.length;
    double max = Double.NEGATIVE_INFINITY;
    for (double z : out) {
      max = Math.max(max, z);
    }
    double squares = 0;
    double exponentials = 0;
    double mass = 0;
    double chosen = 0;
    for (int o = 0; o < out.length; o++) {
      double t = data.targets()[at + o];
      squares += (out[o] - t) * (out[o] - t);
      exponentials += Math.exp(out[o] - max);
      mass += t;
      chosen += t == 0 ? 0 : t * (out[o] - max);
    }
    return plane.network().loss() == Loss.MSE
        ? squares / out.length
        : mass * Math.log(exponentials) - chosen;
  }

  @Override
  public void close() {
    crew.close();
  }
}
