// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.Arrays;

/**
 * The slow, obvious kernel in double precision that every other kernel is checked against. It
 * follows the definitions, allocates freely and shares no code with them.
 */
public final class ReferenceKernel implements Kernel {
  private static final int NO_DROPOUT = -1;

  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final OptimiserSpec optimiser;
  private final double[] parameters;
  private final double[] velocity;
  private final double[] square;
  private final long seed;
  private long updates;

  /** A kernel over a copy of the parameters. */
  public ReferenceKernel(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters) {
    this(spec, optimiser, parameters, 0);
  }

  /**
   * A kernel over a copy of the parameters.
   *
   * @param seed of the dropout masks
   */
  public ReferenceKernel(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters, long seed) {
    this.seed = seed;
    this.spec = spec;
    this.layout = spec.layout();
    this.optimiser = optimiser;
    this.parameters = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      this.parameters[i] = parameters[i];
    }
    this.velocity = new double[parameters.length];
    this.square = new double[parameters.length];
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  /** A float copy of the parameters; they live in double precision here. */
  @Override
  public float[] parameters() {
    return floats(parameters);
  }

  private static float[] floats(double[] values) {
    float[] copy = new float[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) values[i];
    }
    return copy;
  }

  /** Rounded to float: only the other kernels resume bit for bit. */
  @Override
  public KernelState state() {
    int states = optimiser.kind().states();
    return new KernelState(
        floats(parameters),
        states > 0 ? floats(velocity) : new float[0],
        states > 1 ? floats(square) : new float[0],
        updates);
  }

  @Override
  public void restore(KernelState state) {
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = state.parameters()[i];
      velocity[i] = state.first().length > 0 ? state.first()[i] : 0;
      square[i] = state.second().length > 0 ? state.second()[i] : 0;
    }
    updates = state.updates();
  }

  /** The live parameters in double precision. */
  double[] exactParameters() {
    return parameters;
  }

  @Override
  public void step(Dataset data, int[] order, int from, int to, Tally tally) {
    double[] gradient = new double[parameters.length];
    double meanLoss = exactGradient(data, order, from, to, gradient);
    int correct = 0;
    for (int i = from; i < to; i++) {
      double[][] outputs = forward(data, order[i], i - from)[2];
      correct += isCorrect(outputs[outputs.length - 1], data, order[i]) ? 1 : 0;
    }
    if (Double.isFinite(meanLoss)) {
      updates++;
    }
    for (int i = 0; i < parameters.length && Double.isFinite(meanLoss); i++) {
      double update = update(i, gradient[i]);
      parameters[i] -= update;
      tally.gradientSquares()[i] += (float) (gradient[i] * gradient[i]);
      tally.updates()[i] += (float) Math.abs(update);
    }
    tally.step(meanLoss * (to - from), correct, to - from);
  }

  private double update(int i, double g) {
    double lr = optimiser.learningRate();
    double mu = optimiser.momentum();
    switch (optimiser.kind()) {
      case SGD:
        return lr * g;
      case MOMENTUM:
        velocity[i] = mu * velocity[i] + g;
        return lr * velocity[i];
      case NESTEROV:
        velocity[i] = mu * velocity[i] + g;
        return lr * (g + mu * velocity[i]);
      case ADAM:
        double b1 = optimiser.beta1();
        double b2 = optimiser.beta2();
        velocity[i] = b1 * velocity[i] + (1 - b1) * g;
        square[i] = b2 * square[i] + (1 - b2) * g * g;
        double m = velocity[i] / (1 - Math.pow(b1, (double) updates));
        double s = square[i] / (1 - Math.pow(b2, (double) updates));
        return lr * m / (Math.sqrt(s) + optimiser.epsilon());
    }
    throw new AssertionError(optimiser.kind());
  }

  @Override
  public double gradient(Dataset data, int[] order, int from, int to, float[] gradient) {
    double[] exact = new double[gradient.length];
    double loss = exactGradient(data, order, from, to, exact);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) exact[i];
    }
    return loss;
  }

  /** As {@link #gradient}, in double precision. */
  double exactGradient(Dataset data, int[] order, int from, int to, double[] gradient) {
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += sample(data, order[i], i - from, to - from, gradient);
    }
    for (ParameterBlock block : layout.blocks()) {
      for (int k = block.offset(); k < block.offset() + block.size(); k++) {
        if (block.param() == Param.W) {
          gradient[k] +=
              optimiser.l1() * Math.signum(parameters[k]) + 2 * optimiser.l2() * parameters[k];
        }
      }
    }
    return loss / (to - from);
  }

  /** The mean loss plus penalties: what the gradient is the derivative of. */
  double objective(Dataset data, int[] order, int from, int to) {
    double total = 0;
    for (int i = from; i < to; i++) {
      double[][] outputs = forward(data, order[i], i - from)[2];
      total += ReferenceLoss.of(spec.loss(), outputs[outputs.length - 1], data, order[i]);
    }
    total /= to - from;
    for (ParameterBlock block : layout.blocks()) {
      for (int k = block.offset(); k < block.offset() + block.size(); k++) {
        if (block.param() == Param.W) {
          total +=
              optimiser.l1() * Math.abs(parameters[k])
                  + optimiser.l2() * parameters[k] * parameters[k];
        }
      }
    }
    return total;
  }

  private double sample(Dataset data, int row, int place, int rows, double[] gradient) {
    double[][][] passed = forward(data, row, place);
    double[][] pre = passed[0];
    double[][] activated = passed[1];
    double[][] outputs = passed[2];
    double[][] mask = passed[3];
    int last = spec.layers().size() - 1;
    double[] error = ReferenceLoss.derivative(spec.loss(), outputs[last], data, row);
    for (int l = last; l >= 0; l--) {
      ParameterBlock w = layout.weights(l);
      double[] in = l == 0 ? inputs(data, row) : outputs[l - 1];
      double[] below = new double[w.cols()];
      for (int o = 0; o < w.rows(); o++) {
        double kept = error[o] * mask[l][o];
        if (spec.layers().get(l).residual()) {
          below[o] += kept;
        }
        double delta =
            kept * spec.layers().get(l).activation().derivative(pre[l][o], activated[l][o]);
        for (int i = 0; i < w.cols(); i++) {
          gradient[w.offset() + o * w.cols() + i] += delta * in[i] / rows;
          below[i] += delta * parameters[w.offset() + o * w.cols() + i];
        }
        if (layout.hasBias(l)) {
          gradient[layout.block(l, Param.B).offset() + o] += delta / rows;
        }
      }
      error = below;
    }
    return ReferenceLoss.of(spec.loss(), outputs[last], data, row);
  }

  @Override
  public Evaluation evaluate(Dataset data, int from, int to) {
    double loss = 0;
    long correct = 0;
    for (int row = from; row < to; row++) {
      double[][] outputs = forward(data, row, NO_DROPOUT)[2];
      loss += ReferenceLoss.of(spec.loss(), outputs[outputs.length - 1], data, row);
      correct += isCorrect(outputs[outputs.length - 1], data, row) ? 1 : 0;
    }
    return new Evaluation(loss, correct, to - from);
  }

  private static boolean isCorrect(double[] output, Dataset data, int row) {
    return data.label(floats(output), 0) == data.label(row);
  }

  private static double[] inputs(Dataset data, int row) {
    double[] x = new double[data.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = data.features()[row * data.inputs() + i];
    }
    return x;
  }

  /**
   * Pre-activations [0], activations [1], outputs [2] and dropout's factors [3] of each layer.
   *
   * @param place the row's place in its minibatch, or {@link #NO_DROPOUT}
   */
  private double[][][] forward(Dataset data, int row, int place) {
    int n = spec.layers().size();
    double[][][] passed = new double[4][n][];
    double[] in = inputs(data, row);
    for (int l = 0; l < n; l++) {
      ParameterBlock w = layout.weights(l);
      LayerSpec layer = spec.layers().get(l);
      for (double[][] values : passed) {
        values[l] = new double[w.rows()];
      }
      for (int o = 0; o < w.rows(); o++) {
        double z = layout.hasBias(l) ? parameters[layout.block(l, Param.B).offset() + o] : 0;
        for (int i = 0; i < w.cols(); i++) {
          z += parameters[w.offset() + o * w.cols() + i] * in[i];
        }
        double a = layer.activation().apply(z);
        double factor = place == NO_DROPOUT ? 1 : factor(l, place, o);
        passed[0][l][o] = z;
        passed[1][l][o] = a;
        passed[2][l][o] = factor * (a + (layer.residual() ? in[o] : 0));
        passed[3][l][o] = factor;
      }
      in = passed[2][l];
    }
    return passed;
  }

  private double factor(int l, int place, int unit) {
    double p = spec.layers().get(l).dropout();
    int key = Dropout.key(seed, updates, l, place);
    return p == 0 ? 1 : Dropout.factor(key, unit, Dropout.threshold(p), Dropout.kept(p));
  }
}
