// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.streaming.view.plot.BarsPanel;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.Panel;
import io.weightlapse.streaming.view.plot.RidgePanel;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How each layer's last changes are spread, and how its weights have come to be: a histogram of the
 * changes, its counts logarithmic, and the histograms of the weights over the steps so far, as a
 * heat map or as ridges.
 */
final class HistogramsView extends StatisticsView {
  static final String NAME = "change-histogram";

  private static final int DRAWING = 1;
  private static final int MOST = 6; // layers of one picture
  private static final int ROW = 210;

  private final RidgePanel.Look look;

  HistogramsView(ViewRun run) {
    super(NAME, run, DRAWING);
    this.look = run.options().choice("look", RidgePanel.Look.HEAT);
  }

  @Override
  Supplier<BufferedImage> picture(long step, Fingerprint shown) {
    List<Panel[]> rows = new ArrayList<>();
    for (int b = 0; b < Math.min(MOST, blocks().size()); b++) {
      rows.add(row(b, step, shown));
    }
    Canvas canvas = run().canvas(1000, 72 + ROW * rows.size());
    Canvas.Head head = head(step, List.of());
    return () -> {
      List<Canvas.Placed> placed = new ArrayList<>();
      double high = (canvas.height() - 72.0) / rows.size();
      double wide = (canvas.width() - 20.0) / 2;
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < 2; c++) {
          placed.add(
              new Canvas.Placed(
                  rows.get(r)[c],
                  new Rectangle2D.Double(10 + c * wide, 64 + r * high, wide, high)));
        }
      }
      return canvas.draw(head, placed);
    };
  }

  private Panel[] row(int b, long step, Fingerprint shown) {
    Labels labels = run().labels();
    ParameterBlock block = blocks().get(b);
    List<LayerStats> told = of(b, step);
    List<RidgePanel.Slice> slices = new ArrayList<>();
    for (LayerStats s : told) {
      slices.add(new RidgePanel.Slice(s.step(), s.values().limit(), s.values().histogram()));
      shown.add(s.step()).add(s.values().limit()).add(s.values().histogram());
    }
    LayerStats last = told.isEmpty() ? null : told.get(told.size() - 1);
    double limit = last == null ? 1 : last.change().limit();
    int[] counts = last == null ? new int[64] : last.change().histogram();
    shown.add(limit).add(counts);
    String span =
        last == null || last.fromStep() < 0
            ? ""
            : labels.text(
                "histogram.change",
                block.layerName(),
                labels.count(last.fromStep()),
                labels.count(last.step()));
    return new Panel[] {
      new BarsPanel(titles(span, labels.text("axis.change")), limit, counts),
      new RidgePanel(
          titles(labels.text("histogram.weights", block.layerName()), labels.text("axis.step")),
          stepAxis(),
          slices,
          look)
    };
  }

  private FieldPanel.Titles titles(String title, String x) {
    return new FieldPanel.Titles(title, x, "", "", run().labels().locale());
  }
}
