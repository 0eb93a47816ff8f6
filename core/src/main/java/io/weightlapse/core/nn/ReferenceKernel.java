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
  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final OptimiserSpec optimiser;
  private final double[] parameters;
  private final double[] velocity;
  private final double[] square;
  private int updates;

  /** A kernel over a copy of the parameters. */
  public ReferenceKernel(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters) {
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
    float[] copy = new float[parameters.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) parameters[i];
    }
    return copy;
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
      double[][] outputs = forward(data, order[i])[1];
      float[] last = new float[spec.outputs()];
      for (int o = 0; o < last.length; o++) {
        last[o] = (float) outputs[outputs.length - 1][o];
      }
      correct += Dataset.label(last, 0, last.length) == data.label(order[i]) ? 1 : 0;
    }
    updates++;
    for (int i = 0; i < parameters.length; i++) {
      double update = update(i, gradient[i]);
      parameters[i] -= update;
      tally.gradientSquares[i] += (float) (gradient[i] * gradient[i]);
      tally.updates[i] += (float) Math.abs(update);
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
        double m = velocity[i] / (1 - Math.pow(b1, updates));
        double s = square[i] / (1 - Math.pow(b2, updates));
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
      loss += sample(data, order[i], to - from, gradient);
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
      double[][] outputs = forward(data, order[i])[1];
      total += loss(outputs[outputs.length - 1], data, order[i]);
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

  private double sample(Dataset data, int row, int rows, double[] gradient) {
    double[][][] passed = forward(data, row);
    double[][] pre = passed[0];
    double[][] post = passed[1];
    int last = spec.layers().size() - 1;
    double[] error = lossDerivative(post[last], data, row);
    for (int l = last; l >= 0; l--) {
      ParameterBlock w = layout.weights(l);
      double[] in = l == 0 ? inputs(data, row) : post[l - 1];
      double[] below = new double[w.cols()];
      for (int o = 0; o < w.rows(); o++) {
        double delta =
            error[o] * spec.layers().get(l).activation().derivative(pre[l][o], post[l][o]);
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
    return loss(post[last], data, row);
  }

  private static double[] inputs(Dataset data, int row) {
    double[] x = new double[data.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = data.features()[row * data.inputs() + i];
    }
    return x;
  }

  /** Pre-activations [0] and outputs [1] of each layer. */
  private double[][][] forward(Dataset data, int row) {
    int n = spec.layers().size();
    double[][] pre = new double[n][];
    double[][] post = new double[n][];
    double[] in = inputs(data, row);
    for (int l = 0; l < n; l++) {
      ParameterBlock w = layout.weights(l);
      pre[l] = new double[w.rows()];
      post[l] = new double[w.rows()];
      for (int o = 0; o < w.rows(); o++) {
        double z = layout.hasBias(l) ? parameters[layout.block(l, Param.B).offset() + o] : 0;
        for (int i = 0; i < w.cols(); i++) {
          z += parameters[w.offset() + o * w.cols() + i] * in[i];
        }
        pre[l][o] = z;
        post[l][o] = spec.layers().get(l).activation().apply(z);
      }
      in = post[l];
    }
    return new double[][][] {pre, post};
  }

  private double loss(double[] output, Dataset data, int row) {
    double loss = 0;
    double logSum = spec.loss() == Loss.MSE ? 0 : logSumExp(output);
    for (int o = 0; o < output.length; o++) {
      double t = data.targets()[row * data.outputs() + o];
      loss +=
          spec.loss() == Loss.MSE
              ? (output[o] - t) * (output[o] - t) / output.length
              : -t * (output[o] - logSum);
    }
    return loss;
  }

  private double[] lossDerivative(double[] output, Dataset data, int row) {
    double[] d = new double[output.length];
    double logSum = spec.loss() == Loss.MSE ? 0 : logSumExp(output);
    for (int o = 0; o < d.length; o++) {
      double t = data.targets()[row * data.outputs() + o];
      d[o] =
          spec.loss() == Loss.MSE
              ? 2 * (output[o] - t) / d.length
              : Math.exp(output[o] - logSum) - t;
    }
    return d;
  }

  private static double logSumExp(double[] z) {
    double max = Arrays.stream(z).max().orElseThrow();
    return max + Math.log(Arrays.stream(z).map(v -> Math.exp(v - max)).sum());
  }
}
