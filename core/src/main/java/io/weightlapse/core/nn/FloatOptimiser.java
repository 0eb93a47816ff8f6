// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.util.Checks;

/**
 * Turns a gradient into an update, in one pass over the parameters; keeps the optimiser's state.
 */
final class FloatOptimiser {
  /** The constants of one update. */
  record Rule(
      OptimiserSpec.Kind kind,
      float rate,
      float momentum,
      float beta1,
      float beta2,
      float epsilon,
      float step, // Adam's rate over 1 - beta1^t
      float root) {} // 1 over the root of 1 - beta2^t

  /** Velocity, or Adam's first moment. */
  final float[] first;

  /** Adam's second moment. */
  final float[] second;

  private final OptimiserSpec spec;
  private long updates;

  FloatOptimiser(OptimiserSpec spec, int parameters) {
    this.spec = spec;
    this.first = new float[spec.kind().states() > 0 ? parameters : 0];
    this.second = new float[spec.kind().states() > 1 ? parameters : 0];
  }

  /** Updates made so far. */
  long updates() {
    return updates;
  }

  KernelState state(float[] parameters) {
    return new KernelState(parameters.clone(), first.clone(), second.clone(), updates);
  }

  /** Takes a state over, its parameters into {@code parameters}. */
  void restore(KernelState state, float[] parameters) {
    copy("parameters", state.parameters(), parameters);
    copy("first", state.first(), first);
    copy("second", state.second(), second);
    Checks.require(state.updates() >= 0, "updates must be >= 0: was %d", state.updates());
    updates = state.updates();
  }

  private static void copy(String name, float[] from, float[] to) {
    Checks.require(
        from.length == to.length,
        "%s of the state must have %d elements: was %d",
        name,
        to.length,
        from.length);
    System.arraycopy(from, 0, to, 0, to.length);
  }

  /** Counts an update and returns its constants. */
  Rule next() {
    updates++;
    double decay1 = 1 - Math.pow(spec.beta1(), (double) updates);
    double decay2 = 1 - Math.pow(spec.beta2(), (double) updates);
    return new Rule(
        spec.kind(),
        (float) spec.learningRate(),
        (float) spec.momentum(),
        (float) spec.beta1(),
        (float) spec.beta2(),
        (float) spec.epsilon(),
        (float) (spec.learningRate() / decay1),
        (float) (1 / Math.sqrt(decay2)));
  }

  /** One update of all parameters. */
  void update(float[] w, float[] g, Tally tally) {
    float lr = (float) spec.learningRate();
    float mu = (float) spec.momentum();
    float[] squares = tally.gradientSquares();
    float[] moved = tally.updates();
    switch (spec.kind()) {
      case SGD -> {
        updates++;
        sgd(w, g, lr, squares, moved);
      }
      case MOMENTUM -> {
        updates++;
        momentum(w, g, first, lr, mu, squares, moved);
      }
      case NESTEROV -> {
        updates++;
        nesterov(w, g, first, lr, mu, squares, moved);
      }
      case ADAM -> adam(next(), w, g, squares, moved);
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

  private void adam(Rule r, float[] w, float[] g, float[] squares, float[] moved) {
    for (int i = 0; i < w.length; i++) {
      float m = first[i] + (1 - r.beta1) * (g[i] - first[i]);
      float s = r.beta2 * second[i] + (1 - r.beta2) * g[i] * g[i];
      float u = r.step * m / ((float) Math.sqrt(s) * r.root + r.epsilon);
      first[i] = m;
      second[i] = s;
      w[i] -= u;
      squares[i] = Math.fma(g[i], g[i], squares[i]);
      moved[i] += Math.abs(u);
    }
  }
}
