// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.javalin.http.Context;

/** A table as text, numbers as Java writes them: read back bit for bit. */
final class Csv {
  private final StringBuilder text = new StringBuilder();

  Csv(Object... columns) {
    row(columns);
  }

  /** A line; texts are names, or quoted. */
  Csv row(Object... cells) {
    for (int i = 0; i < cells.length; i++) {
      String cell = String.valueOf(cells[i]);
      boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      text.append(i == 0 ? "" : ",").append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
    }
    text.append('\n');
    return this;
  }

  void send(Context ctx, String name) {
    Answers.save(ctx, name);
    ctx.contentType("text/csv; charset=utf-8").result(text.toString());
  }
}
