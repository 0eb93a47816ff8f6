// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Cells;
import io.weightlapse.streaming.view.plot.Panel;
import java.util.ArrayList;
import java.util.List;

/**
 * Scatters in reading order, then the curve, then the predictions in the last cell; the curve is as
 * wide as what is left of the last row.
 */
record TransformationsLayout(Cells cells, int scatters) {
  private static final int CELL_WIDTH = 330;
  private static final int CELL_HEIGHT = 300;
  private static final double PLEASANT = 1.7;

  static TransformationsLayout of(int scatters) {
    Cells best = null;
    double bestScore = Double.POSITIVE_INFINITY;
    for (int columns = 2; columns <= 9; columns++) {
      int left = columns - scatters % columns;
      if (left < 2) {
        continue;
      }
      Cells cells = new Cells(columns, scatters / columns + 1, CELL_WIDTH, CELL_HEIGHT);
      double aspect = (double) cells.canvas().width() / cells.canvas().height();
      double score = Math.abs(Math.log(aspect / PLEASANT)) + 0.25 * Math.max(0, left - 3);
      if (score < bestScore) {
        best = cells;
        bestScore = score;
      }
    }
    return new TransformationsLayout(best, scatters);
  }

  Canvas canvas() {
    return cells.canvas();
  }

  List<Canvas.Placed> place(List<Panel> panels, Panel curve, Panel predictions) {
    List<Canvas.Placed> placed = new ArrayList<>();
    int columns = cells.columns();
    for (int i = 0; i < panels.size(); i++) {
      placed.add(new Canvas.Placed(panels.get(i), cells.cell(i % columns, i / columns)));
    }
    int column = panels.size() % columns;
    int row = panels.size() / columns;
    placed.add(new Canvas.Placed(curve, cells.cells(column, row, columns - 1 - column)));
    placed.add(new Canvas.Placed(predictions, cells.cell(columns - 1, row)));
    return placed;
  }
}
