// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.history.query.CsvRows;
import io.weightlapse.history.query.JsonRows;
import io.weightlapse.history.query.RowSink;
import io.weightlapse.history.query.TableRows;

/** How a result is written; the names are what is typed. */
enum ResultFormat {
  table,
  csv,
  json,
  parquet;

  private static final int UNLIMITED = 1 << 20;
  private static final int USUAL = 120;

  /** Writes rows as text. */
  RowSink rows(Appendable out) {
    return switch (this) {
      case table -> new TableRows(out, width());
      case csv -> new CsvRows(out);
      case json -> new JsonRows(out);
      case parquet -> throw new IllegalStateException("parquet is no text");
    };
  }

  /** Of the terminal, as shells tell it; what is piped on is not cut into blocks. */
  private static int width() {
    if (!Boolean.getBoolean("weightlapse.tty")) {
      return UNLIMITED;
    }
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,4}") ? Integer.parseInt(columns) : USUAL;
  }
}
