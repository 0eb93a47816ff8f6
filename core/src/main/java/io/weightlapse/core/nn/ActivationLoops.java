// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/**
 * Activations and their derivatives over stretches of float arrays. All arrays of a call are
 * indexed by the same place: with an offset that differs from array to array, HotSpot 17 would not
 * vectorise the loops. No branches either: the sign of a pre-activation is hard to predict.
 */
final class ActivationLoops {
  private static final float LEAK = (float) Activation.LEAK;

  /** Its square makes infinity of every positive float but 0: a step function without a branch. */
  private static final float HUGE = 1e38f;

  private ActivationLoops() {}

  /** a = activation(z) at the places {@code from..to}. */
  static void apply(Activation activation, float[] z, float[] a, int from, int to) {
    switch (activation) {
      case IDENTITY -> System.arraycopy(z, from, a, from, to - from);
      case RELU -> {
        for (int i = from; i < to; i++) {
          a[i] = Math.max(0, z[i]);
        }
      }
      case LEAKY_RELU -> {
        for (int i = from; i < to; i++) {
          a[i] = Math.max(LEAK * z[i], z[i]);
        }
      }
      case TANH -> tanh(z, a, from, to);
      case SIGMOID, ARCTAN -> {
        for (int i = from; i < to; i++) {
          a[i] = (float) activation.apply(z[i]);
        }
      }
    }
  }

  private static void tanh(float[] z, float[] a, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = FastMath.tanh(z[i]);
    }
  }

  /** delta *= activation'(z) at the places {@code from..to}, where a = activation(z). */
  static void multiplyByDerivative(
      Activation activation, float[] z, float[] a, float[] delta, int from, int to) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> {
        for (int i = from; i < to; i++) {
          delta[i] *= Math.min(1, a[i] * HUGE * HUGE);
        }
      }
      case LEAKY_RELU -> {
        for (int i = from; i < to; i++) {
          delta[i] *= Math.max(LEAK, Math.min(1, z[i] * HUGE * HUGE));
        }
      }
      case TANH -> {
        for (int i = from; i < to; i++) {
          delta[i] *= Math.fma(-a[i], a[i], 1);
        }
      }
      case SIGMOID -> {
        for (int i = from; i < to; i++) {
          delta[i] *= a[i] * (1 - a[i]);
        }
      }
      case ARCTAN -> {
        for (int i = from; i < to; i++) {
          delta[i] /= Math.fma(z[i], z[i], 1);
        }
      }
    }
  }

  /** to *= by at the places {@code from..until}. */
  static void multiply(float[] to, float[] by, int from, int until) {
    for (int i = from; i < until; i++) {
      to[i] *= by[i];
    }
  }
}
