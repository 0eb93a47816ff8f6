// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static io.weightlapse.core.util.Checks.notNegative;
import static io.weightlapse.core.util.Checks.positive;
import static io.weightlapse.core.util.Checks.require;

import java.io.Serializable;
import java.util.Locale;

/**
 * An optimiser and its constants, as PyTorch defines them.
 *
 * @param kind which one
 * @param learningRate step size
 * @param momentum mu of momentum and Nesterov; 0 else
 * @param beta1 decay of Adam's first moment
 * @param beta2 decay of Adam's second moment
 * @param epsilon added to Adam's denominator
 * @param l1 rate of the penalty l1 * sum |w|, on weights only
 * @param l2 rate of the penalty l2 * sum w^2, on weights only
 */
public record OptimiserSpec(
    Kind kind,
    double learningRate,
    double momentum,
    double beta1,
    double beta2,
    double epsilon,
    double l1,
    double l2)
    implements Serializable {
  /** The optimisers. */
  public enum Kind {
    /** w -= lr g */
    SGD(0),
    /** v = mu v + g; w -= lr v */
    MOMENTUM(1),
    /** v = mu v + g; w -= lr (g + mu v) */
    NESTEROV(1),
    /** Kingma and Ba 2015, with bias correction. */
    ADAM(2);

    private final int states;

    Kind(int states) {
      this.states = states;
    }

    /** State values kept for each parameter. */
    public int states() {
      return states;
    }

    /** The name in experiment files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the bounds. */
  public OptimiserSpec {
    positive("learningRate", learningRate);
    require(momentum >= 0 && momentum < 1, "momentum must be in [0, 1): was %s", momentum);
    require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1): was %s", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1): was %s", beta2);
    positive("epsilon", epsilon);
    notNegative("l1", l1);
    notNegative("l2", l2);
  }

  /** Plain SGD. */
  public static OptimiserSpec sgd(double learningRate) {
    return new OptimiserSpec(Kind.SGD, learningRate, 0, 0.9, 0.999, 1e-8, 0, 0);
  }

  /** Classical momentum. */
  public static OptimiserSpec momentum(double learningRate, double momentum) {
    return new OptimiserSpec(Kind.MOMENTUM, learningRate, momentum, 0.9, 0.999, 1e-8, 0, 0);
  }

  /** Nesterov's momentum. */
  public static OptimiserSpec nesterov(double learningRate, double momentum) {
    return new OptimiserSpec(Kind.NESTEROV, learningRate, momentum, 0.9, 0.999, 1e-8, 0, 0);
  }

  /** Adam with the usual constants. */
  public static OptimiserSpec adam(double learningRate) {
    return new OptimiserSpec(Kind.ADAM, learningRate, 0, 0.9, 0.999, 1e-8, 0, 0);
  }

  /** The same with penalties. */
  public OptimiserSpec withPenalties(double newL1, double newL2) {
    return new OptimiserSpec(kind, learningRate, momentum, beta1, beta2, epsilon, newL1, newL2);
  }
}
