// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.function;

import io.weightlapse.core.util.UserException;
import java.io.Serializable;

/**
 * A function of two variables, such as {@code x^2 + y^2}: numbers, {@code x}, {@code y}, {@code
 * pi}, {@code e}, {@code + - * / ^}, parentheses, and sin, cos, tan, exp, log (natural), sqrt, abs,
 * tanh. {@code ^} binds tightest and to the right: {@code -x^2} is {@code -(x^2)}. Where the
 * function is not defined its value is NaN or infinite.
 */
public final class Expression implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String text;
  private transient Node root;

  private Expression(String text, Node root) {
    this.text = text;
    this.root = root;
  }

  /** Part of an expression. */
  interface Node {
    double at(double x, double y);
  }

  /**
   * Reads an expression.
   *
   * @throws UserException if it is none, with the place where that shows
   */
  public static Expression of(String text) {
    return new Expression(text, new ExpressionParser(text).parse());
  }

  /** Its value at a point. */
  public double at(double x, double y) {
    return root.at(x, y);
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  private Object readResolve() {
    return of(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
