// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.FastForward;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.RegionsPanel;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The input plane seen through the network: each place has the colour of the class that it is
 * given, paler the less sure the network is, and the samples lie on top. Of ReLU networks the cells
 * on which it is linear may be drawn, too.
 */
final class DecisionRegionsView extends SteppedView {
  static final String NAME = "decision-regions";

  private static final int DRAWING = 1;
  private static final int FRAMES = 60;
  private static final int SIDE = 640;
  private static final Duration PACE = Duration.ofMillis(150);
  private static final long WORK = 120_000_000; // multiplications of a frame

  /** How sure the network is, in colours. */
  enum Colours {
    /** Paler the less sure. */
    SMOOTH,
    /** One colour for each class. */
    DISCRETE
  }

  /** Whether cells are drawn. */
  enum Cells {
    /** Their borders are. */
    ON,
    /** They are not. */
    OFF
  }

  private final InputPlane plane;
  private final Dataset data;
  private final int[] classes;
  private final Shades shades;
  private final Colours colours;
  private final Cells cells;

  DecisionRegionsView(ViewRun run) {
    super(NAME, run, run.layout().blocks(), steps(run), DRAWING);
    this.data = Sample.of(run.data());
    this.plane = InputPlane.of(run.manifest(), data);
    this.classes = Classes.of(data);
    this.shades = new Shades(Classes.count(data));
    this.colours = run.options().choice("colours", Colours.SMOOTH);
    this.cells = run.options().choice("cells", Cells.OFF);
    boolean pieces =
        run.network().layers().stream()
            .map(LayerSpec::activation)
            .anyMatch(a -> a == Activation.RELU || a == Activation.LEAKY_RELU);
    if (cells == Cells.ON && !pieces) {
      throw new UserException("--option cells must be off for a network without relu: was on");
    }
  }

  /** The steps at which the whole network is kept, thinned. */
  static long[] steps(ViewRun run) {
    List<String> layers = run.network().layers().stream().map(LayerSpec::name).toList();
    long[] kept = KeptSteps.chosen(KeptSteps.of(run, layers), run.options());
    return KeptSteps.thinned(kept, FRAMES, run.options());
  }

  static Fit fit(RunManifest manifest) {
    return manifest.experiment().data().classifies()
        ? InputPlane.fit(manifest)
        : Fit.never("data must have classes: was a regression");
  }

  @Override
  public Duration pace() {
    return PACE;
  }

  @Override
  Supplier<BufferedImage> picture(int frame, TensorSet now, TensorSet other, Fingerprint shown) {
    float[] parameters = now.flat(run().layout());
    long step = step(frame);
    return () -> draw(step, parameters);
  }

  private BufferedImage draw(long step, float[] parameters) {
    int side = side();
    List<float[]> all =
        FastForward.layerOutputs(
            run().network(), parameters, plane.pixels(side, side), side * side);
    int[] pixels = colours(all.get(all.size() - 1), side * side);
    boolean[] borders = cells == Cells.ON ? borders(all, side) : new boolean[0];
    Labels labels = run().labels();
    Canvas canvas = run().canvas(700, 720);
    List<Canvas.Key> keys = new ArrayList<>();
    for (int c = 0; c < Math.min(10, Classes.count(data)); c++) {
      keys.add(new Canvas.Key(Style.ofClass(c), labels.text("legend.class", c)));
    }
    Canvas.Head head =
        new Canvas.Head(
            labels.text(NAME + ".title", run().experiment().title()), run().facts(step), keys);
    FieldPanel.Titles titles = new FieldPanel.Titles("", name(0), name(1), "", labels.locale());
    RegionsPanel panel =
        new RegionsPanel(
            titles,
            plane.x(),
            plane.y(),
            new RegionsPanel.Picture(side, pixels, borders),
            new RegionsPanel.Dots(plane.xs(), plane.ys(), classes));
    Rectangle2D area =
        new Rectangle2D.Double(10, 60, canvas.width() - 20.0, canvas.height() - 66.0);
    return canvas.draw(head, List.of(new Canvas.Placed(panel, area)));
  }

  private String name(int axis) {
    return plane.xs().length == 0 ? "x" + (axis + 1) : plane.name(axis, run().labels());
  }

  /** Pixels of a side: fewer where the network is large. */
  private int side() {
    NetworkSpec network = run().network();
    int side = (int) Math.sqrt((double) WORK / Math.max(1, network.layout().size()));
    return Math.max(60, Math.min(SIDE / 2, side));
  }

  private int[] colours(float[] outputs, int count) {
    int[] pixels = new int[count];
    int n = data.outputs();
    for (int p = 0; p < count; p++) {
      int best = data.label(outputs, p * n);
      double share = Confidence.share(best, run().network().loss(), outputs, p * n, data);
      boolean flat = colours == Colours.DISCRETE && !Double.isNaN(share);
      pixels[p] =
          flat
              ? Style.between(Color.WHITE, Style.ofClass(best), 0.45).getRGB()
              : shades.of(best, share);
    }
    return pixels;
  }

  /** Where a unit of a ReLU layer changes between a pixel and the one right of it or below. */
  private boolean[] borders(List<float[]> all, int side) {
    long[] pattern = new long[side * side];
    for (int l = 0; l < all.size(); l++) {
      Activation activation = run().network().layers().get(l).activation();
      if (activation == Activation.RELU || activation == Activation.LEAKY_RELU) {
        int units = run().network().layers().get(l).units();
        float[] outputs = all.get(l);
        for (int p = 0; p < pattern.length; p++) {
          for (int u = 0; u < units; u++) {
            long on = outputs[p * units + u] > 0 ? 1 : 2;
            pattern[p] = (pattern[p] ^ on) * 0x9e3779b97f4a7c15L + (pattern[p] >>> 29);
          }
        }
      }
    }
    boolean[] borders = new boolean[pattern.length];
    for (int p = 0; p < pattern.length; p++) {
      boolean right = p % side + 1 < side && pattern[p] != pattern[p + 1];
      boolean below = p + side < pattern.length && pattern[p] != pattern[p + side];
      borders[p] = right || below;
    }
    return borders;
  }
}
