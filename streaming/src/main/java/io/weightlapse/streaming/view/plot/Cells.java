// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.geom.Rectangle2D;

/**
 * A grid of cells below a canvas's head.
 *
 * @param columns cells in a row
 * @param rows rows of cells
 * @param cellWidth width of a cell in pixels
 * @param cellHeight height of a cell in pixels
 */
public record Cells(int columns, int rows, int cellWidth, int cellHeight) {
  private static final int SIDE = 10;
  private static final int FOOT = 6;

  /** The canvas that holds them all. */
  public Canvas canvas() {
    return new Canvas(columns * cellWidth + 2 * SIDE, Canvas.HEAD + 6 + rows * cellHeight + FOOT);
  }

  /** The cell in a column and row. */
  public Rectangle2D cell(int column, int row) {
    return cells(column, row, 1);
  }

  /** Several cells of a row as one. */
  public Rectangle2D cells(int column, int row, int count) {
    return new Rectangle2D.Double(
        SIDE + (double) column * cellWidth,
        Canvas.HEAD + 6 + (double) row * cellHeight,
        (double) count * cellWidth,
        cellHeight);
  }
}
