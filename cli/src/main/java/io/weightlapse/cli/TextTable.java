// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as they must be; what looks like a number stands at the right. */
final class TextTable {
  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... header) {
    rows.add(header);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  String text() {
    int columns = rows.get(0).length;
    StringBuilder text = new StringBuilder();
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String pad = " ".repeat(widths[c] - row[c].length());
        boolean right = right(c);
        line.append(right ? pad + row[c] : row[c] + pad).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private boolean right(int column) {
    return rows.size() > 1
        && rows.stream().skip(1).allMatch(r -> r[column].matches("[-\\d.,e/ +]+([kMGT]?B)?"));
  }
}
