// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.Ramp;
import io.weightlapse.streaming.view.plot.SeriesPanel;
import io.weightlapse.streaming.view.plot.Style;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * How much each layer is moved: the norm of its gradient, and the logarithm of the mean update over
 * the mean weight. Gradients that vanish towards the input are lines that lie below each other.
 */
final class GradientsView extends StatisticsView {
  static final String NAME = "gradients";

  private static final int DRAWING = 1;
  private static final int FEW = 9; // layers that have colours of their own

  GradientsView(ViewRun run) {
    super(NAME, run, DRAWING);
  }

  /** Drawn live of the networks whose curves are. */
  static Fit fit(RunManifest manifest) {
    Fit fit = StatisticsView.fit(manifest);
    return fit.use() == Fit.Use.NEVER ? fit : CurvesView.fit(manifest);
  }

  @Override
  Supplier<BufferedImage> picture(long step, Fingerprint shown) {
    SeriesPanel gradients =
        panel("gradient", LayerStats::gradientNorm, scaleOr(ValueScale.Kind.LOG), step, shown);
    SeriesPanel ratios =
        panel("ratio", LayerStats::updateRatio, ValueScale.of(ValueScale.Kind.LINEAR), step, shown);
    Canvas canvas = run().canvas(1080, 460);
    Canvas.Head head = head(step, legend());
    double half = (canvas.width() - 20.0) / 2;
    return () ->
        canvas.draw(
            head,
            List.of(
                new Canvas.Placed(
                    gradients, new Rectangle2D.Double(10, 64, half, canvas.height() - 70.0)),
                new Canvas.Placed(
                    ratios, new Rectangle2D.Double(10 + half, 64, half, canvas.height() - 70.0))));
  }

  private SeriesPanel panel(
      String what,
      ToDoubleFunction<LayerStats> value,
      ValueScale scale,
      long step,
      Fingerprint shown) {
    List<SeriesPanel.Line> lines = new ArrayList<>();
    List<double[]> all = new ArrayList<>();
    for (int b = 0; b < blocks().size(); b++) {
      all.add(values(of(b, Long.MAX_VALUE), value));
      List<LayerStats> told = measured(of(b, step));
      double[] steps = told.stream().mapToDouble(LayerStats::step).toArray();
      lines.add(new SeriesPanel.Line(steps, values(told, value), colour(b), 1.8f));
    }
    add(shown, lines);
    NiceRange range = range(what, scale, all, lines.stream().map(SeriesPanel.Line::ys).toList());
    Labels labels = run().labels();
    FieldPanel.Titles titles =
        new FieldPanel.Titles(
            labels.text("gradients." + what), labels.text("axis.step"), "", "", labels.locale());
    return new SeriesPanel(titles, stepAxis(), range, scale, lines, epochs());
  }

  /** Without those that no update was measured before. */
  private static List<LayerStats> measured(List<LayerStats> told) {
    return told.stream().filter(s -> s.updates() > 0).toList();
  }

  private static double[] values(List<LayerStats> told, ToDoubleFunction<LayerStats> value) {
    return measured(told).stream().mapToDouble(value).toArray();
  }

  private Color colour(int layer) {
    int layers = blocks().size();
    return layers <= FEW ? Style.ofClass(layer) : Ramp.at((double) layer / (layers - 1));
  }

  private List<Canvas.Key> legend() {
    List<Canvas.Key> keys = new ArrayList<>();
    int layers = blocks().size();
    int every = Math.max(1, (layers + FEW - 1) / FEW);
    for (int b = 0; b < layers; b += every) {
      keys.add(new Canvas.Key(colour(b), blocks().get(b).layerName()));
    }
    return keys;
  }
}
