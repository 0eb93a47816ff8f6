// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table that rows are put into, however often they come.
 *
 * @param name of the table
 * @param key how many of the columns are its primary key; they come first
 * @param columns all that is written
 * @param update what becomes of a row that is there; empty: the new one replaces it
 */
record Table(String name, int key, List<Column> columns, String update) {
  Table {
    columns = List.copyOf(columns);
  }

  static Table of(String name, int key, Column... columns) {
    return new Table(name, key, List.of(columns), "");
  }

  Table updating(String newUpdate) {
    return new Table(name, key, columns, newUpdate);
  }

  /** One statement for any number of rows: a parameter a column, an array each. */
  String upsert() {
    String names = columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
    String values = columns.stream().map(Column::expression).collect(Collectors.joining(", "));
    String arrays =
        columns.stream().map(c -> "?::" + c.element() + "[]").collect(Collectors.joining(", "));
    String keys = columns.stream().limit(key).map(Column::quoted).collect(Collectors.joining(", "));
    return "INSERT INTO "
        + name
        + " AS t ("
        + names
        + ") SELECT "
        + values
        + " FROM unnest("
        + arrays
        + ") AS u("
        + names
        + ") ORDER BY "
        + columns.stream().limit(key).map(Column::order).collect(Collectors.joining(", "))
        // all sinks lock rows in one order
        + " ON CONFLICT ("
        + keys
        + ") DO UPDATE SET "
        + (update.isEmpty() ? replacing(columns.stream().skip(key)) : update);
  }

  static String replacing(Stream<Column> columns) {
    return columns
        .map(c -> c.quoted() + " = excluded." + c.quoted())
        .collect(Collectors.joining(", "));
  }
}
