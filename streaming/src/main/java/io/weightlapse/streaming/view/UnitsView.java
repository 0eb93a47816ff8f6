// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.nn.FastForward;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Diverging;
import io.weightlapse.streaming.view.plot.Style;
import io.weightlapse.streaming.view.plot.UnitsPanel;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The network as a graph whose nodes are pictures: what each unit answers over the input plane, red
 * above 0 and blue below, and edges as wide as their weights are large. The outputs are large, with
 * the samples on the last one.
 */
final class UnitsView extends SteppedView {
  static final String NAME = "units";

  private static final int DRAWING = 1;
  private static final int SIDE = 48;
  private static final int LARGE = 220;
  private static final int MOST_UNITS = 12;
  private static final int MOST_LAYERS = 8;
  private static final Duration PACE = Duration.ofMillis(150);

  private final InputPlane plane;
  private final Dataset data;

  UnitsView(ViewRun run) {
    super(NAME, run, run.layout().blocks(), DecisionRegionsView.steps(run), DRAWING);
    this.data = Sample.of(run.data());
    this.plane = InputPlane.of(run.manifest(), data);
  }

  static Fit fit(RunManifest manifest) {
    NetworkSpec network = manifest.experiment().network();
    return network.layers().size() > MOST_LAYERS
        ? Fit.never("the network must have at most 8 layers: was " + network.layers().size())
        : InputPlane.fit(manifest);
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
    NetworkSpec network = run().network();
    Labels labels = run().labels();
    float[] inputs = plane.pixels(SIDE, SIDE);
    List<float[]> all = FastForward.layerOutputs(network, parameters, inputs, SIDE * SIDE);
    List<UnitsPanel.Column> columns = new ArrayList<>();
    List<float[]> first = pictures(inputs, network.inputs());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      names.add(plane.name(i, labels));
    }
    columns.add(new UnitsPanel.Column(labels.text("layer.input"), first, names, new float[0]));
    for (int l = 0; l < all.size(); l++) {
      LayerSpec layer = network.layers().get(l);
      ParameterBlock w = run().layout().weights(l);
      int from = columns.get(l).pictures().size();
      List<float[]> pictures = pictures(all.get(l), layer.units());
      float[] weights = new float[pictures.size() * from];
      for (int u = 0; u < pictures.size(); u++) {
        System.arraycopy(parameters, w.offset() + u * w.cols(), weights, u * from, from);
      }
      columns.add(
          new UnitsPanel.Column(
              layer.units() > MOST_UNITS
                  ? layer.name() + " \u00b7 " + MOST_UNITS + " / " + layer.units()
                  : layer.name() + " \u00b7 " + layer.activation().label(),
              pictures,
              List.of(),
              weights));
    }
    float[] outputs =
        FastForward.outputs(network, parameters, plane.pixels(LARGE, LARGE), LARGE * LARGE);
    int tallest = columns.stream().mapToInt(c -> c.pictures().size()).max().orElse(1);
    Canvas canvas =
        run().canvas(Math.max(900, 330 + 130 * columns.size()), Math.max(460, 110 + 62 * tallest));
    Canvas.Head head =
        new Canvas.Head(
            labels.text(NAME + ".title", run().experiment().title()),
            run().facts(step),
            List.of(
                new Canvas.Key(Style.UP, labels.text("legend.positive")),
                new Canvas.Key(Style.DOWN, labels.text("legend.negative"))));
    UnitsPanel panel =
        new UnitsPanel(
            columns,
            SIDE,
            new UnitsPanel.Large(
                LARGE,
                colours(outputs),
                shares(plane.xs(), plane.x()),
                shares(plane.ys(), plane.y()),
                dots()));
    Rectangle2D area =
        new Rectangle2D.Double(10, 62, canvas.width() - 20.0, canvas.height() - 68.0);
    return canvas.draw(head, List.of(new Canvas.Placed(panel, area)));
  }

  /**
   * A lone output as values are, around the threshold between its classes, so that white parts
   * them; several as classes, paler the less sure.
   */
  private int[] colours(float[] outputs) {
    int n = data.outputs();
    int[] colours = new int[outputs.length / n];
    double most = 1e-12;
    float middle = run().experiment().data().classifies() ? data.threshold() : 0;
    for (int i = 0; n == 1 && i < outputs.length; i++) {
      float size = Math.abs(outputs[i] - middle);
      most = Float.isFinite(size) ? Math.max(most, size) : most;
    }
    Shades shades = new Shades(Math.max(2, n));
    for (int p = 0; p < colours.length; p++) {
      colours[p] =
          n == 1 ? Diverging.at((outputs[p] - middle) / most).getRGB() : shade(shades, outputs, p);
    }
    return colours;
  }

  private int shade(Shades shades, float[] outputs, int pixel) {
    int offset = pixel * data.outputs();
    int label = data.label(outputs, offset);
    return shades.of(label, Confidence.share(label, run().network().loss(), outputs, offset, data));
  }

  /** Colours of the samples: of two classes told by the sign of one output, those of its signs. */
  private Color[] dots() {
    int[] classes = Classes.of(data);
    Color[] colours = new Color[classes.length];
    for (int r = 0; r < colours.length; r++) {
      colours[r] =
          data.outputs() > 1 ? Style.ofClass(classes[r]) : classes[r] == 1 ? Style.UP : Style.DOWN;
    }
    return colours;
  }

  private static float[] shares(float[] values, double[] ends) {
    float[] shares = new float[values.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) ((values[i] - ends[0]) / (ends[1] - ends[0]));
    }
    return shares;
  }

  private static List<float[]> pictures(float[] values, int units) {
    List<float[]> pictures = new ArrayList<>();
    for (int u = 0; u < Math.min(MOST_UNITS, units); u++) {
      pictures.add(column(values, units, u));
    }
    return pictures;
  }

  private static float[] column(float[] values, int columns, int index) {
    float[] column = new float[values.length / columns];
    for (int i = 0; i < column.length; i++) {
      column[i] = values[i * columns + index];
    }
    return column;
  }
}
