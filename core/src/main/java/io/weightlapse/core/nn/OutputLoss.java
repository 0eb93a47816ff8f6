// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** The loss of a block of outputs, its derivative, and how many classes are right. */
final class OutputLoss {
  private final Loss loss;
  private final int outputs;
  private final float[] row;
  private double lossSum;
  private long correct;

  OutputLoss(NetworkSpec spec) {
    this.loss = spec.loss();
    this.outputs = spec.outputs();
    this.row = new float[outputs];
  }

  /** Forgets the sums. */
  void reset() {
    lossSum = 0;
    correct = 0;
  }

  /** Sum over the samples of the loss. */
  double lossSum() {
    return lossSum;
  }

  /** Samples whose class was right. */
  long correct() {
    return correct;
  }

  /**
   * Adds the losses of some samples.
   *
   * @param out (samples, outputs), any strides
   * @param targets laid out as {@code out}
   * @param delta laid out as {@code out}, gets the derivative by the outputs; null for none
   * @param rows of the minibatch, over which the derivative is a mean
   * @param threshold of a single output: a class above it, the other one else
   */
  void add(Matrix out, float[] targets, float[] delta, int rows, float threshold) {
    double sum =
        loss == Loss.MSE
            ? squaredErrors(out, targets, delta, rows)
            : crossEntropies(out, targets, delta, rows);
    lossSum += sum;
    correct +=
        outputs > 1
            ? rightOfMany(out, targets)
            : Double.isFinite(sum)
                ? rightOfTwo(out, targets, threshold)
                : rightOfTwoOrNaN(out, targets, threshold);
  }

  private double squaredErrors(Matrix out, float[] targets, float[] delta, int rows) {
    float scale = 2f / ((float) rows * outputs);
    double sum = 0;
    for (int o = 0; o < outputs; o++) {
      Matrix of = out.cols(o, o + 1);
      sum += squares(of, targets);
      if (delta != null) {
        differences(of, targets, delta, scale);
      }
    }
    return sum / outputs;
  }

  /** Four sums, so that one addition need not wait for the one before it. */
  private static double squares(Matrix out, float[] targets) {
    float[] values = out.values();
    int step = out.rowStride();
    int k = out.at();
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int s = 0;
    for (; s < out.rows() - 3; s += 4, k += 4 * step) {
      double e = values[k] - targets[k];
      double f = values[k + step] - targets[k + step];
      double g = values[k + 2 * step] - targets[k + 2 * step];
      double h = values[k + 3 * step] - targets[k + 3 * step];
      a += e * e;
      b += f * f;
      c += g * g;
      d += h * h;
    }
    for (; s < out.rows(); s++, k += step) {
      double e = values[k] - targets[k];
      a += e * e;
    }
    return (a + b) + (c + d);
  }

  private static void differences(Matrix out, float[] targets, float[] delta, float scale) {
    float[] values = out.values();
    int step = out.rowStride();
    if (step == 1) { // apart, so that it becomes vectors
      for (int k = out.at(); k < out.at() + out.rows(); k++) {
        delta[k] = scale * (values[k] - targets[k]);
      }
      return;
    }
    for (int s = 0, k = out.at(); s < out.rows(); s++, k += step) {
      delta[k] = scale * (values[k] - targets[k]);
    }
  }

  private static int rightOfTwo(Matrix out, float[] targets, float threshold) {
    int wrong = 0;
    for (int s = 0, k = out.at(); s < out.rows(); s++, k += out.rowStride()) {
      wrong += part(out.values()[k], targets[k], threshold);
    }
    return out.rows() - wrong;
  }

  /**
   * 1 where the threshold parts two numbers, else 0. Which side a number is on is the sign of a
   * difference: no branch to predict wrongly. The numbers must not be NaN.
   */
  static int part(float a, float b, float threshold) {
    return (Float.floatToRawIntBits(threshold - a) ^ Float.floatToRawIntBits(threshold - b)) >>> 31;
  }

  private static int rightOfTwoOrNaN(Matrix out, float[] targets, float threshold) {
    int right = 0;
    for (int s = 0, k = out.at(); s < out.rows(); s++, k += out.rowStride()) {
      right += (out.values()[k] > threshold) == (targets[k] > threshold) ? 1 : 0;
    }
    return right;
  }

  private int rightOfMany(Matrix out, float[] targets) {
    int right = 0;
    for (int s = 0, k = out.at(); s < out.rows(); s++, k += out.rowStride()) {
      right += best(out.values(), k, out.colStride()) == best(targets, k, out.colStride()) ? 1 : 0;
    }
    return right;
  }

  private int best(float[] values, int at, int step) {
    int best = 0;
    for (int o = 1; o < outputs; o++) {
      if (values[at + o * step] > values[at + best * step]) {
        best = o;
      }
    }
    return best;
  }

  private double crossEntropies(Matrix out, float[] targets, float[] delta, int rows) {
    double sum = 0;
    for (int s = 0, k = out.at(); s < out.rows(); s++, k += out.rowStride()) {
      sum += crossEntropy(out, k, targets, delta, rows);
    }
    return sum;
  }

  /** Logits are shifted by their maximum, so that nothing overflows. */
  private double crossEntropy(Matrix out, int at, float[] targets, float[] delta, int rows) {
    int step = out.colStride();
    float max = Float.NEGATIVE_INFINITY;
    for (int o = 0; o < outputs; o++) {
      row[o] = out.values()[at + o * step];
      max = Math.max(max, row[o]);
    }
    double sum = 0;
    double chosen = 0;
    double mass = 0;
    for (int o = 0; o < outputs; o++) {
      float target = targets[at + o * step];
      double e = Math.exp((double) row[o] - max);
      sum += e;
      mass += target;
      chosen += target == 0 ? 0 : target * ((double) row[o] - max);
      row[o] = (float) e;
    }
    for (int o = 0; o < outputs && delta != null; o++) {
      delta[at + o * step] = (float) ((row[o] / sum - targets[at + o * step]) / rows);
    }
    return mass * Math.log(sum) - chosen;
  }
}
