// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.util.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which a grid is computed: first a coarse lattice over all of it, then the points
 * between, and so on, as interlaced pictures come. Every point is in exactly one part.
 */
public final class GridOrder {
  /** The first lattice has about so many points along an axis. */
  private static final int FIRST = 9;

  private GridOrder() {}

  /**
   * The parts of a grid.
   *
   * @param rows of the grid
   * @param cols of the grid
   * @param most points of a part, at least 1; a part has at least one whole row of its lattice
   *     where that fits, else a piece of one
   */
  public static List<GridPart> parts(int rows, int cols, int most) {
    Checks.atLeast("rows", rows, 1);
    Checks.atLeast("cols", cols, 1);
    Checks.atLeast("most", most, 1);
    int rowStride = stride(rows);
    int colStride = stride(cols);
    List<GridPart> parts = new ArrayList<>();
    lattice(parts, rows, cols, most, 0, rowStride, 0, colStride);
    while (rowStride > 1 || colStride > 1) {
      int r = Math.max(1, rowStride / 2);
      int c = Math.max(1, colStride / 2);
      if (rowStride > 1) {
        lattice(parts, rows, cols, most, r, rowStride, 0, colStride);
      }
      if (colStride > 1) {
        lattice(parts, rows, cols, most, 0, rowStride, c, colStride);
      }
      if (rowStride > 1 && colStride > 1) {
        lattice(parts, rows, cols, most, r, rowStride, c, colStride);
      }
      rowStride = r;
      colStride = c;
    }
    return parts;
  }

  /** The power of two that leaves about {@link #FIRST} points. */
  private static int stride(int count) {
    int stride = 1;
    while ((count - 1) / (2 * stride) + 1 >= FIRST) {
      stride *= 2;
    }
    return stride;
  }

  private static void lattice(
      List<GridPart> parts,
      int rows,
      int cols,
      int most,
      int row0,
      int rowStep,
      int col0,
      int colStep) {
    int nRows = row0 < rows ? (rows - 1 - row0) / rowStep + 1 : 0;
    int nCols = col0 < cols ? (cols - 1 - col0) / colStep + 1 : 0;
    if (nRows == 0 || nCols == 0) {
      return;
    }
    int wide = Math.min(nCols, most);
    int high = Math.max(1, most / wide);
    for (int r = 0; r < nRows; r += high) {
      for (int c = 0; c < nCols; c += wide) {
        parts.add(
            new GridPart(
                row0 + r * rowStep,
                Math.min(high, nRows - r),
                rowStep,
                col0 + c * colStep,
                Math.min(wide, nCols - c),
                colStep));
      }
    }
  }
}
