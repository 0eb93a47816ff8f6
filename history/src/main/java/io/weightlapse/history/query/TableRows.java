// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table to read. Columns are as wide as the rows of a page need, each page with its header; a
 * table that is wider than the terminal is cut into blocks of columns, the first column in each.
 */
public final class TableRows implements RowSink {
  private static final int PAGE = 500;
  private static final int CELL = 60;

  private final Appendable out;
  private final int width;
  private final List<String[]> page = new ArrayList<>();
  private boolean[] right = {};
  private String[] header = {};
  private long rows;

  /**
   * Writes to there.
   *
   * @param width in characters
   */
  public TableRows(Appendable out, int width) {
    this.out = out;
    this.width = width;
  }

  @Override
  public void begin(List<String> columns) {
    header = columns.stream().map(TableRows::cut).toArray(String[]::new);
    right = new boolean[header.length];
    Arrays.fill(right, true);
  }

  @Override
  public void row(Object[] cells) throws IOException {
    String[] texts = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      right[i] &= cells[i] == null || cells[i] instanceof Number;
      texts[i] =
          cells[i] == null
              ? "-"
              : cut(cells[i] instanceof String text ? text : JsonRows.text(cells[i]));
    }
    page.add(texts);
    if (page.size() == PAGE) {
      print();
    }
    rows++;
  }

  /** One line, and not too long: what a table is not for, other formats show whole. */
  private static String cut(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= CELL ? line : line.substring(0, CELL - 1) + "…";
  }

  @Override
  public void end() throws IOException {
    if (!page.isEmpty() || rows == 0) {
      print();
    }
    out.append(rows == 1 ? "1 row\n" : String.format(java.util.Locale.ROOT, "%,d rows%n", rows));
  }

  private void print() throws IOException {
    int[] widths = new int[header.length];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = header[c].length();
      for (String[] row : page) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    int from = 1;
    do {
      int to = from;
      int used = widths.length == 0 ? 0 : widths[0];
      while (to < widths.length && (to == from || used + 2 + widths[to] <= width)) {
        used += 2 + widths[to++];
      }
      block(widths, from, to);
      from = to;
    } while (from < widths.length);
    page.clear();
  }

  private void block(int[] widths, int from, int to) throws IOException {
    line(header, widths, from, to);
    for (String[] row : page) {
      line(row, widths, from, to);
    }
  }

  private void line(String[] cells, int[] widths, int from, int to) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < cells.length; c = c == 0 ? from : c + 1) {
      if (c >= to && c > 0) {
        break;
      }
      String pad = " ".repeat(widths[c] - cells[c].length());
      line.append(c == 0 ? "" : "  ").append(right[c] ? pad + cells[c] : cells[c] + pad);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
