// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Cells;
import io.weightlapse.streaming.view.plot.Panel;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers in reading order over all columns but the last, which has the curve at the top and the
 * predictions at the bottom; two rows or more, whatever gives the canvas a pleasant shape.
 */
record NeuronSurfacesLayout(Cells cells) {
  private static final int CELL_WIDTH = 400;
  private static final int CELL_HEIGHT = 350;
  private static final double PLEASANT = 1.7;
  private static final int ROWS_AT_MOST = 12;

  static NeuronSurfacesLayout of(int layers) {
    Cells best = null;
    double bestScore = Double.POSITIVE_INFINITY;
    for (int rows = 2; rows <= ROWS_AT_MOST; rows++) {
      Cells cells = new Cells(columns(layers, rows) + 1, rows, CELL_WIDTH, CELL_HEIGHT);
      double aspect = (double) cells.canvas().width() / cells.canvas().height();
      double score = Math.abs(Math.log(aspect / PLEASANT));
      if (score < bestScore) {
        best = cells;
        bestScore = score;
      }
    }
    return new NeuronSurfacesLayout(best);
  }

  private static int columns(int layers, int rows) {
    return (layers + rows - 1) / rows;
  }

  Canvas canvas() {
    return cells.canvas();
  }

  List<Canvas.Placed> place(List<Panel> layers, Panel curve, Panel predictions) {
    List<Canvas.Placed> placed = new ArrayList<>();
    int last = cells.columns() - 1;
    for (int i = 0; i < layers.size(); i++) {
      placed.add(new Canvas.Placed(layers.get(i), cells.cell(i % last, i / last)));
    }
    placed.add(new Canvas.Placed(curve, cells.cell(last, 0)));
    placed.add(new Canvas.Placed(predictions, cells.cell(last, cells.rows() - 1)));
    return placed;
  }
}
