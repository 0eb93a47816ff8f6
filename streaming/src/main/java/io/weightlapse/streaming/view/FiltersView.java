// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Expanding;
import io.weightlapse.streaming.view.plot.FiltersPanel;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The weights of first-layer units as pictures: of grey inputs red above 0 and blue below, of
 * coloured ones in their colours around grey. All share one scale, which grows and never shrinks.
 */
final class FiltersView extends SteppedView {
  static final String NAME = "filters";

  private static final int DRAWING = 1;
  private static final int MOST = 60;
  private static final Duration PACE = Duration.ofMillis(150);

  private final ImageShape shape;
  private final Expanding range = new Expanding(5, Expanding.Ends.SNUG);

  FiltersView(ViewRun run) {
    super(NAME, run, List.of(run.layout().weights(0)), steps(run), DRAWING);
    this.shape = ImageShape.of(run.network().inputs()).orElseThrow();
  }

  static Fit fit(RunManifest manifest) {
    Fit fit = ImageShape.fit(manifest);
    boolean images = manifest.experiment().data() instanceof ImageData;
    return images && fit.use() != Fit.Use.NEVER ? Fit.ALWAYS : fit;
  }

  private static long[] steps(ViewRun run) {
    String first = run.network().layers().get(0).name();
    long[] kept = KeptSteps.chosen(KeptSteps.of(run, List.of(first)), run.options());
    return KeptSteps.thinned(kept, TimelineView.FRAMES, run.options());
  }

  @Override
  public Duration pace() {
    return PACE;
  }

  @Override
  Supplier<BufferedImage> picture(int frame, TensorSet now, TensorSet other, Fingerprint shown) {
    ParameterBlock block = blocks().get(0);
    int units = Math.min(MOST, block.rows());
    float[] weights = java.util.Arrays.copyOf(now.values(0), units * block.cols());
    double limit = limit(weights);
    shown.add(limit);
    long step = step(frame);
    return () -> draw(step, units, weights, limit);
  }

  private double limit(float[] weights) {
    ValueRange asked = run().options().range();
    if (asked.kind() == ValueRange.Kind.FIXED) {
      return Math.max(Math.abs(asked.low()), Math.abs(asked.high()));
    }
    double[] sizes = new double[weights.length];
    int n = 0;
    for (float w : weights) {
      if (Float.isFinite(w)) {
        sizes[n++] = Math.abs(w);
      }
    }
    if (n == 0) {
      return 1;
    }
    java.util.Arrays.sort(sizes, 0, n);
    // single pixels that stand out leave the others their colours
    double clamp = Math.min(run().options().clamp(), 0.998);
    double most = Math.max(1e-9, sizes[(int) (clamp * (n - 1))]);
    if (asked.kindOr(ValueRange.Kind.SO_FAR) == ValueRange.Kind.FRAME) {
      return most;
    }
    range.include(most);
    range.include(-most);
    return range.range().max();
  }

  private BufferedImage draw(long step, int units, float[] weights, double limit) {
    Labels labels = run().labels();
    int columns = Math.min(10, units);
    int rows = (units + columns - 1) / columns;
    Canvas canvas = run().canvas(20 + 88 * columns + 20, 76 + 88 * rows);
    Canvas.Head head =
        new Canvas.Head(
            labels.text(NAME + ".title", run().experiment().title()),
            run().facts(step) + "   \u00b7   \u00b1" + labels.measured(limit),
            shape.channels() == 1
                ? List.of(
                    new Canvas.Key(Style.UP, labels.text("legend.positive")),
                    new Canvas.Key(Style.DOWN, labels.text("legend.negative")))
                : List.of());
    FiltersPanel panel = new FiltersPanel(shape.channels(), shape.side(), columns, weights, limit);
    Rectangle2D area =
        new Rectangle2D.Double(10, 64, canvas.width() - 20.0, canvas.height() - 70.0);
    return canvas.draw(head, List.of(new Canvas.Placed(panel, area)));
  }
}
