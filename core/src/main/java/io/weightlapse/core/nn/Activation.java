// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.util.Locale;

/** An activation function together with its derivative; elementwise. */
public enum Activation {
  /** a = z */
  IDENTITY {
    @Override
    public double apply(double z) {
      return z;
    }

    @Override
    public double derivative(double z, double a) {
      return 1;
    }
  },
  /** a = max(0, z), NaN for NaN; the derivative at 0 is 0, as in PyTorch. */
  RELU {
    @Override
    public double apply(double z) {
      return z <= 0 ? 0 : z;
    }

    @Override
    public double derivative(double z, double a) {
      return z > 0 ? 1 : 0;
    }
  },
  /** a = z for z &gt; 0, else 0.01 z. */
  LEAKY_RELU {
    @Override
    public double apply(double z) {
      return z > 0 ? z : LEAK * z;
    }

    @Override
    public double derivative(double z, double a) {
      return z > 0 ? 1 : LEAK;
    }
  },
  /** a = tanh z; a' = 1 - a^2. */
  TANH {
    @Override
    public double apply(double z) {
      return Math.tanh(z);
    }

    @Override
    public double derivative(double z, double a) {
      return 1 - a * a;
    }
  },
  /** a = 1 / (1 + e^-z); a' = a (1 - a). */
  SIGMOID {
    @Override
    public double apply(double z) {
      return 1 / (1 + Math.exp(-z));
    }

    @Override
    public double derivative(double z, double a) {
      return a * (1 - a);
    }
  },
  /** a = atan z; a' = 1 / (1 + z^2). */
  ARCTAN {
    @Override
    public double apply(double z) {
      return Math.atan(z);
    }

    @Override
    public double derivative(double z, double a) {
      return 1 / (1 + z * z);
    }
  };

  /** Slope of {@link #LEAKY_RELU} left of zero. */
  public static final double LEAK = 0.01;

  /** The value at pre-activation {@code z}. */
  public abstract double apply(double z);

  /** The derivative at pre-activation {@code z}, where {@code a = apply(z)}. */
  public abstract double derivative(double z, double a);

  /** The name in experiment files: {@code leaky_relu}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
