// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.util.List;

/**
 * A column of a table, and how its values travel: all values of a statement in one array.
 *
 * @param name of the column
 * @param type how values travel
 */
record Column(String name, Type type) {
  /** Types of PostgreSQL. */
  enum Type {
    /** String. */
    TEXT("text", "%s"),
    /** Integer. */
    INT("int4", "%s"),
    /** Long. */
    LONG("int8", "%s"),
    /** Double; NaN and infinities are values. */
    DOUBLE("float8", "%s"),
    /** Long: microseconds since 1970. */
    TIME("int8", "timestamptz 'epoch' + %s * interval '1 microsecond'"),
    /** String. */
    JSON("text", "%s::jsonb"),
    /** List of Integer, as its text: arrays of arrays must be even. */
    INTS("text", "%s::int[]"),
    /** List of Long. */
    LONGS("text", "%s::bigint[]");

    private final String element;
    private final String expression;

    Type(String element, String expression) {
      this.element = element;
      this.expression = expression;
    }
  }

  static Column text(String name) {
    return new Column(name, Type.TEXT);
  }

  static Column integer(String name) {
    return new Column(name, Type.INT);
  }

  static Column bigint(String name) {
    return new Column(name, Type.LONG);
  }

  static Column real(String name) {
    return new Column(name, Type.DOUBLE);
  }

  /** The type of the array's elements. */
  String element() {
    return type.element;
  }

  /** The column's value from the element. */
  String expression() {
    return String.format(java.util.Locale.ROOT, type.expression, quoted());
  }

  /** By which rows are sorted before they go into indexes. */
  String order() {
    return "u." + quoted() + (type == Type.TEXT ? " COLLATE \"C\"" : "");
  }

  String quoted() {
    return '"' + name + '"';
  }

  /** An array that the driver takes. */
  Object[] array(int length) {
    return switch (type) {
      case INT -> new Integer[length];
      case LONG, TIME -> new Long[length];
      case DOUBLE -> new Double[length];
      default -> new String[length];
    };
  }

  /** An array's text. */
  static String list(List<? extends Number> values) {
    StringBuilder text = new StringBuilder("{");
    for (Number n : values) {
      text.append(text.length() == 1 ? "" : ",").append(n);
    }
    return text.append('}').toString();
  }
}
