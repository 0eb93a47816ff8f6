// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/**
 * Turns a gradient into an update, in one pass over the parameters; keeps the optimiser's state.
 */
final class FloatOptimiser {
  private final OptimiserSpec spec;
  private final float[] first; // velocity, or Adam's first moment
  private final float[] second; // Adam's second moment
  private long updates;

  FloatOptimiser(OptimiserSpec spec, int parameters) {
    this.spec = spec;
    this.first = new float[spec.kind().states() > 0 ? parameters : 0];
    this.second = new float[spec.kind().states() > 1 ? parameters : 0];
  }

  void update(float[] w, float[] g, Tally tally) {
    updates++;
    float lr = (float) spec.learningRate();
    float mu = (float) spec.momentum();
    switch (spec.kind()) {
      case SGD -> sgd(w, g, lr, tally.gradientSquares, tally.updates);
      case MOMENTUM -> momentum(w, g, first, lr, mu, tally.gradientSquares, tally.updates);
      case NESTEROV -> nesterov(w, g, first, lr, mu, tally.gradientSquares, tally.updates);
      case ADAM -> adam(w, g, tally.gradientSquares, tally.updates);
    }
  }

  private static void sgd(float[] w, float[] g, float lr, float[] squares, float[] moved) {
    for (int i = 0; i < w.length; i++) {
      float u = lr * g[i];
      w[i] -= u;
      squares[i] = Math.fma(g[i], g[i], squares[i]);
      moved[i] += Math.abs(u);
    }
  }

  private static void momentum(
      float[] w, float[] g, float[] v, float lr, float mu, float[] squares, float[] moved) {
    for (int i = 0; i < w.length; i++) {
      float velocity = Math.fma(mu, v[i], g[i]);
      float u = lr * velocity;
      v[i] = velocity;
      w[i] -= u;
      squares[i] = Math.fma(g[i], g[i], squares[i]);
      moved[i] += Math.abs(u);
    }
  }

  private static void nesterov(
      float[] w, float[] g, float[] v, float lr, float mu, float[] squares, float[] moved) {
    for (int i = 0; i < w.length; i++) {
      float velocity = Math.fma(mu, v[i], g[i]);
      float u = lr * Math.fma(mu, velocity, g[i]);
      v[i] = velocity;
      w[i] -= u;
      squares[i] = Math.fma(g[i], g[i], squares[i]);
      moved[i] += Math.abs(u);
    }
  }

  private void adam(float[] w, float[] g, float[] squares, float[] moved) {
    float b1 = (float) spec.beta1();
    float b2 = (float) spec.beta2();
    float eps = (float) spec.epsilon();
    float step = (float) (spec.learningRate() / (1 - Math.pow(spec.beta1(), (double) updates)));
    float root = (float) (1 / Math.sqrt(1 - Math.pow(spec.beta2(), (double) updates)));
    for (int i = 0; i < w.length; i++) {
      float m = first[i] + (1 - b1) * (g[i] - first[i]);
      float s = b2 * second[i] + (1 - b2) * g[i] * g[i];
      float u = step * m / ((float) Math.sqrt(s) * root + eps);
      first[i] = m;
      second[i] = s;
      w[i] -= u;
      squares[i] = Math.fma(g[i], g[i], squares[i]);
      moved[i] += Math.abs(u);
    }
  }
}
