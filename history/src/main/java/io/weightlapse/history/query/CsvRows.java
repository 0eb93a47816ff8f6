// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.io.IOException;
import java.util.List;

/**
 * CSV as of RFC 4180: comma, CRLF, a header; quotes where needed. Nothing is nothing, an empty text
 * is {@code ""}. Lists and maps are JSON.
 */
public final class CsvRows implements RowSink {
  private final Appendable out;

  /** Writes to there. */
  public CsvRows(Appendable out) {
    this.out = out;
  }

  @Override
  public void begin(List<String> columns) throws IOException {
    row(columns.toArray());
  }

  @Override
  public void row(Object[] cells) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      if (cells[i] != null) {
        append(cells[i] instanceof String text ? text : JsonRows.text(cells[i]));
      }
    }
    out.append("\r\n");
  }

  private void append(String text) throws IOException {
    boolean quote = text.isEmpty();
    for (int i = 0; i < text.length() && !quote; i++) {
      char c = text.charAt(i);
      quote = c == ',' || c == '"' || c == '\r' || c == '\n';
    }
    out.append(quote ? '"' + text.replace("\"", "\"\"") + '"' : text);
  }

  @Override
  public void end() {}
}
