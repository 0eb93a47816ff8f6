// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;

/**
 * A lattice of points of a grid: every so manyth of some rows and columns. Its first point tells it
 * from the other parts of a {@link GridOrder} order.
 *
 * @param row0 first row
 * @param rows number of rows
 * @param rowStep from one row to the next; 1 where there is one row only
 * @param col0 first column
 * @param cols number of columns
 * @param colStep from one column to the next; 1 where there is one column only
 */
public record GridPart(int row0, int rows, int rowStep, int col0, int cols, int colStep)
    implements Serializable {
  /** Checks the bounds. */
  public GridPart {
    Checks.atLeast("row0", row0, 0);
    Checks.atLeast("rows", rows, 1);
    Checks.atLeast("rowStep", rowStep, 1);
    Checks.atLeast("col0", col0, 0);
    Checks.atLeast("cols", cols, 1);
    Checks.atLeast("colStep", colStep, 1);
    Math.multiplyExact(rows, cols);
    rowStep = rows == 1 ? 1 : rowStep;
    colStep = cols == 1 ? 1 : colStep;
  }

  /** Whole rows of a grid with so many columns. */
  public static GridPart rows(int row0, int rows, int cols) {
    return new GridPart(row0, rows, 1, 0, cols, 1);
  }

  /** Number of points. */
  public int points() {
    return rows * cols;
  }

  /** The grid's row of row {@code r} here. */
  public int row(int r) {
    return row0 + r * rowStep;
  }

  /** The grid's column of column {@code c} here. */
  public int col(int c) {
    return col0 + c * colStep;
  }

  /** Whether it lies inside a grid. */
  public boolean within(int gridRows, int gridCols) {
    return row0 + (rows - 1L) * rowStep < gridRows && col0 + (cols - 1L) * colStep < gridCols;
  }

  /** The indices {@code row x gridCols + column} of its points in a grid, row major. */
  public int[] indices(int gridCols) {
    int[] indices = new int[points()];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        indices[r * cols + c] = Math.addExact(Math.multiplyExact(row(r), gridCols), col(c));
      }
    }
    return indices;
  }
}
