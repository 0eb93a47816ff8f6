// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.function;

import io.weightlapse.core.landscape.function.Expression.Node;
import io.weightlapse.core.util.UserException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Recursive descent over the characters of an expression. */
final class ExpressionParser {
  private static final int LONGEST = 1000;
  private static final int DEEPEST = 100;

  private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
      new TreeMap<>(
          Map.of(
              "sin", Math::sin,
              "cos", Math::cos,
              "tan", Math::tan,
              "exp", Math::exp,
              "log", Math::log,
              "sqrt", Math::sqrt,
              "abs", Math::abs,
              "tanh", Math::tanh));

  private final String text;
  private int at;
  private int depth;

  ExpressionParser(String text) {
    this.text = text;
  }

  Node parse() {
    if (text.length() > LONGEST) {
      throw new UserException(
          "an expression must have at most " + LONGEST + " characters: was " + text.length());
    }
    Node node = sum();
    if (at < text.length()) {
      throw error("an operator or the end", at);
    }
    return node;
  }

  private UserException error(String expected, int place) {
    String found = place < text.length() ? "'" + text.charAt(place) + "'" : "the end";
    return new UserException(
        "expression \""
            + text
            + "\": expected "
            + expected
            + " at position "
            + (place + 1)
            + ": was "
            + found);
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** Takes the next character if it is that one. */
  private boolean take(char c) {
    skipSpace();
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private Node sum() {
    Node left = product();
    while (true) {
      Node before = left;
      if (take('+')) {
        Node right = product();
        left = (x, y) -> before.at(x, y) + right.at(x, y);
      } else if (take('-')) {
        Node right = product();
        left = (x, y) -> before.at(x, y) - right.at(x, y);
      } else {
        skipSpace();
        return left;
      }
    }
  }

  private Node product() {
    Node left = signed();
    while (true) {
      Node before = left;
      if (take('*')) {
        Node right = signed();
        left = (x, y) -> before.at(x, y) * right.at(x, y);
      } else if (take('/')) {
        Node right = signed();
        left = (x, y) -> before.at(x, y) / right.at(x, y);
      } else {
        return left;
      }
    }
  }

  private Node signed() {
    if (++depth > DEEPEST) {
      throw new UserException(
          "expression \""
              + text
              + "\" must nest at most "
              + DEEPEST
              + " deep: position "
              + (at + 1));
    }
    try {
      if (take('-')) {
        Node node = signed();
        return (x, y) -> -node.at(x, y);
      }
      return take('+') ? signed() : power();
    } finally {
      depth--;
    }
  }

  /** The exponent may have a sign of its own: {@code 2^-x}. */
  private Node power() {
    Node base = atom();
    if (!take('^')) {
      return base;
    }
    Node exponent = signed();
    return (x, y) -> Math.pow(base.at(x, y), exponent.at(x, y));
  }

  private Node atom() {
    skipSpace();
    int start = at;
    if (take('(')) {
      return closed(start);
    }
    if (at < text.length() && isDigit(text.charAt(at))) {
      return number();
    }
    while (at < text.length() && isLetter(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw error("a number, x, y, a function or '('", start);
    }
    return named(text.substring(start, at), start);
  }

  private Node closed(int open) {
    Node node = sum();
    if (!take(')')) {
      throw error("')' for the '(' at position " + (open + 1), at);
    }
    return node;
  }

  private Node named(String name, int start) {
    switch (name) {
      case "x":
        return (x, y) -> x;
      case "y":
        return (x, y) -> y;
      case "pi":
        return (x, y) -> Math.PI;
      case "e":
        return (x, y) -> Math.E;
      default:
        break;
    }
    DoubleUnaryOperator function = FUNCTIONS.get(name);
    if (function == null) {
      throw new UserException(
          "expression \""
              + text
              + "\": names must be x, y, pi, e or one of "
              + String.join(", ", FUNCTIONS.keySet())
              + ": was "
              + name
              + " at position "
              + (start + 1));
    }
    skipSpace();
    int open = at;
    if (!take('(')) {
      throw error("'(' after " + name, at);
    }
    Node argument = closed(open);
    return (x, y) -> function.applyAsDouble(argument.at(x, y));
  }

  private Node number() {
    int start = at;
    digits();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    // 2e is 2 and the constant e: an exponent needs digits
    int exponent = at;
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int digits = at;
      digits();
      at = at == digits ? exponent : at;
    }
    try {
      double value = Double.parseDouble(text.substring(start, at));
      return (x, y) -> value;
    } catch (NumberFormatException e) {
      throw error("a number", start);
    }
  }

  private void digits() {
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
