// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.nn.FastForward;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.ClassBars;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Test pictures and how likely the network thinks each class; of two models side by side, the other
 * as it was at its last snapshot at or before the same step, or else its first.
 */
final class PredictionsView extends SteppedView {
  static final String NAME = "predictions";

  private static final int DRAWING = 1;
  private static final int PICTURES = 8;
  private static final int MOST = 24;
  private static final Duration PACE = Duration.ofMillis(250);

  private final String with;
  private final Dataset chosen;
  private final ImageShape shape;
  private final ImageData images;
  private final Map<Long, TensorSet> open = new HashMap<>();
  private final TreeMap<Long, double[][]> others = new TreeMap<>();
  private NetworkSpec otherNetwork;

  PredictionsView(ViewRun run) {
    super(NAME, run, run.layout().blocks(), DecisionRegionsView.steps(run), DRAWING);
    this.with = run.options().choice("with", "");
    this.shape = ImageShape.of(run.network().inputs()).orElseThrow();
    this.images = (ImageData) run.experiment().data();
    this.chosen = chosen(run.unseen(), run.options().choice("images", ""));
  }

  static Fit fit(RunManifest manifest) {
    return manifest.experiment().data() instanceof ImageData
        ? ImageShape.fit(manifest)
        : Fit.never("data must be images: was " + manifest.experiment().name());
  }

  private static Dataset chosen(Dataset all, String text) {
    List<Integer> rows = new ArrayList<>();
    if (text.isEmpty()) {
      for (int r = 0; r < Math.min(PICTURES, all.rows()); r++) {
        rows.add(r);
      }
    } else {
      for (String part : text.split(",")) {
        if (!part.matches("\\d{1,9}")
            || Integer.parseInt(part) >= all.rows()
            || rows.size() == MOST) {
          throw new UserException(
              "--option images must be at most "
                  + MOST
                  + " of 0 to "
                  + (all.rows() - 1)
                  + ", with commas: was "
                  + text);
        }
        rows.add(Integer.parseInt(part));
      }
    }
    float[] features = new float[rows.size() * all.inputs()];
    float[] targets = new float[rows.size() * all.outputs()];
    for (int k = 0; k < rows.size(); k++) {
      int r = rows.get(k);
      System.arraycopy(all.features(), r * all.inputs(), features, k * all.inputs(), all.inputs());
      System.arraycopy(all.targets(), r * all.outputs(), targets, k * all.outputs(), all.outputs());
    }
    return new Dataset(
        rows.size(), all.inputs(), all.outputs(), features, targets, all.threshold());
  }

  @Override
  public List<String> otherRuns() {
    return with.isEmpty() ? List.of() : List.of(with);
  }

  @Override
  public Duration pace() {
    return PACE;
  }

  @Override
  public Reading reading() {
    return with.isEmpty()
        ? super.reading()
        : new Reading(Set.of(Snapshot.class), step -> true, layer -> true);
  }

  @Override
  void take(Event event) {
    if (event.run().equals(with) && event instanceof RunStarted started) {
      NetworkSpec network = started.manifest().experiment().network();
      if (network.inputs() != chosen.inputs() || network.outputs() != chosen.outputs()) {
        throw new UserException(
            "--option with must be a run of "
                + chosen.inputs()
                + " inputs and "
                + chosen.outputs()
                + " classes: was "
                + network.inputs()
                + " and "
                + network.outputs());
      }
      otherNetwork = network;
    } else if (event.run().equals(with)
        && event instanceof Snapshot s
        && s.worker() == Event.MODEL
        && otherNetwork != null) {
      TensorSet set =
          open.computeIfAbsent(s.step(), k -> new TensorSet(otherNetwork.layout().blocks()));
      set.add(s);
      if (set.complete()) {
        others.put(s.step(), shares(otherNetwork, set.flat(otherNetwork.layout())));
        open.keySet().removeIf(step -> step <= s.step()); // told in order of steps
      }
    }
  }

  private double[][] shares(NetworkSpec network, float[] parameters) {
    float[] outputs = FastForward.outputs(network, parameters, chosen.features(), chosen.rows());
    double[][] shares = new double[chosen.rows()][];
    for (int r = 0; r < shares.length; r++) {
      shares[r] = Confidence.shares(network.loss(), outputs, r * chosen.outputs(), chosen);
    }
    return shares;
  }

  @Override
  Supplier<BufferedImage> picture(int frame, TensorSet now, TensorSet other, Fingerprint shown) {
    List<double[][]> models = new ArrayList<>();
    models.add(shares(run().network(), now.flat(run().layout())));
    if (!others.isEmpty()) {
      Map.Entry<Long, double[][]> entry = others.floorEntry(step(frame));
      models.add((entry == null ? others.firstEntry() : entry).getValue());
      for (double[] share : models.get(1)) {
        shown.add(share);
      }
    }
    long step = step(frame);
    return () -> draw(step, models);
  }

  private BufferedImage draw(long step, List<double[][]> models) {
    int n = chosen.rows();
    int columns = Math.min(4, n);
    int rows = (n + columns - 1) / columns;
    Canvas canvas = run().canvas(20 + 300 * columns, 70 + 190 * rows);
    List<Canvas.Key> keys = new ArrayList<>();
    if (models.size() > 1) {
      keys.add(new Canvas.Key(Style.ofClass(1), run().manifest().run()));
      keys.add(new Canvas.Key(Style.ofClass(3), with));
    }
    Labels labels = run().labels();
    Canvas.Head head =
        new Canvas.Head(
            labels.text(NAME + ".title", run().experiment().title()), run().facts(step), keys);
    List<Canvas.Placed> placed = new ArrayList<>();
    double wide = (canvas.width() - 20.0) / columns;
    double high = (canvas.height() - 70.0) / rows;
    for (int k = 0; k < n; k++) {
      double[][] shares = new double[models.size()][];
      for (int m = 0; m < shares.length; m++) {
        shares[m] = models.get(m)[k];
      }
      int label = chosen.label(k);
      int row = k / columns;
      int column = k % columns;
      placed.add(
          new Canvas.Placed(
              new ClassBars(
                  new ClassBars.Image(
                      shape.side(), shape.pixels(chosen.features(), k * chosen.inputs(), images)),
                  labels.text("legend.class", label),
                  label,
                  shares,
                  labels.locale()),
              new Rectangle2D.Double(10 + column * wide, 64 + row * high, wide, high)));
    }
    return canvas.draw(head, placed);
  }
}
