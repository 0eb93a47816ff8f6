// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static jdk.incubator.vector.VectorOperators.ADD;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The optimisers over whole vectors; {@link ScalarOps#one} says what they compute. */
final class VectorUpdate {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;
  private static final int L = WIDE.length();

  /**
   * One update of {@code n} parameters from {@code at} on, {@code n} a multiple of a vector.
   *
   * @param sums gets the squared gradients added at {@code sumsAt}, the absolute updates after it
   */
  void update(
      FloatOptimiser optimiser,
      FloatOptimiser.Rule rule,
      float[] w,
      int at,
      int n,
      float[] gradient,
      int gradientAt,
      double[] sums,
      int sumsAt) {
    switch (rule.kind()) {
      case SGD -> sgd(rule, w, at, n, gradient, gradientAt, sums, sumsAt);
      case MOMENTUM, NESTEROV ->
          momentum(rule, optimiser.first, w, at, n, gradient, gradientAt, sums, sumsAt);
      case ADAM ->
          adam(
              rule,
              optimiser.first,
              optimiser.second,
              w,
              at,
              n,
              gradient,
              gradientAt,
              sums,
              sumsAt);
    }
  }

  private static void sgd(
      FloatOptimiser.Rule rule,
      float[] w,
      int at,
      int n,
      float[] gradient,
      int gradientAt,
      double[] sums,
      int sumsAt) {
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector squares = exact;
    FloatVector moved = exact;
    for (int i = 0; i < n; i += L) {
      FloatVector g = FloatVector.fromArray(WIDE, gradient, gradientAt + i);
      FloatVector u = g.mul(rule.rate());
      FloatVector.fromArray(WIDE, w, at + i).sub(u).intoArray(w, at + i);
      squares = g.fma(g, squares);
      moved = moved.add(u.abs());
    }
    sums[sumsAt] += exact.lanewise(ADD, squares).reduceLanes(ADD);
    sums[sumsAt + 1] += exact.lanewise(ADD, moved).reduceLanes(ADD);
  }

  private static void momentum(
      FloatOptimiser.Rule rule,
      float[] first,
      float[] w,
      int at,
      int n,
      float[] gradient,
      int gradientAt,
      double[] sums,
      int sumsAt) {
    FloatVector mu = FloatVector.broadcast(WIDE, rule.momentum());
    boolean ahead = rule.kind() == OptimiserSpec.Kind.NESTEROV;
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector squares = exact;
    FloatVector moved = exact;
    for (int i = 0; i < n; i += L) {
      FloatVector g = FloatVector.fromArray(WIDE, gradient, gradientAt + i);
      FloatVector v = mu.fma(FloatVector.fromArray(WIDE, first, at + i), g);
      v.intoArray(first, at + i);
      FloatVector u = (ahead ? mu.fma(v, g) : v).mul(rule.rate());
      FloatVector.fromArray(WIDE, w, at + i).sub(u).intoArray(w, at + i);
      squares = g.fma(g, squares);
      moved = moved.add(u.abs());
    }
    sums[sumsAt] += exact.lanewise(ADD, squares).reduceLanes(ADD);
    sums[sumsAt + 1] += exact.lanewise(ADD, moved).reduceLanes(ADD);
  }

  private static void adam(
      FloatOptimiser.Rule rule,
      float[] first,
      float[] second,
      float[] w,
      int at,
      int n,
      float[] gradient,
      int gradientAt,
      double[] sums,
      int sumsAt) {
    FloatVector new1 = FloatVector.broadcast(WIDE, 1 - rule.beta1());
    FloatVector old2 = FloatVector.broadcast(WIDE, rule.beta2());
    FloatVector root = FloatVector.broadcast(WIDE, rule.root());
    FloatVector epsilon = FloatVector.broadcast(WIDE, rule.epsilon());
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector squares = exact;
    FloatVector moved = exact;
    float new2 = 1 - rule.beta2();
    for (int i = 0; i < n; i += L) {
      FloatVector g = FloatVector.fromArray(WIDE, gradient, gradientAt + i);
      FloatVector m = FloatVector.fromArray(WIDE, first, at + i);
      m = new1.fma(g.sub(m), m);
      FloatVector s = old2.fma(FloatVector.fromArray(WIDE, second, at + i), g.mul(new2).mul(g));
      m.intoArray(first, at + i);
      s.intoArray(second, at + i);
      FloatVector u = m.mul(rule.step()).div(s.sqrt().fma(root, epsilon));
      FloatVector.fromArray(WIDE, w, at + i).sub(u).intoArray(w, at + i);
      squares = g.fma(g, squares);
      moved = moved.add(u.abs());
    }
    sums[sumsAt] += exact.lanewise(ADD, squares).reduceLanes(ADD);
    sums[sumsAt + 1] += exact.lanewise(ADD, moved).reduceLanes(ADD);
  }
}
