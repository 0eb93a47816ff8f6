// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.EdgesPanel;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The network as layers of circles, its edges coloured by what the last update did to their
 * weights: up red, down blue; strong updates ({@link UpdateScale}) opaque, weaker ones faded by the
 * square of their share of the threshold.
 *
 * <p>Followed live, thresholds are those of the updates drawn so far; replayed, those of all that
 * are drawn.
 */
final class WeightUpdatesView extends SteppedView implements LookingAhead {
  static final String NAME = "weight-updates";

  /** Frames unless steps are asked for: the first so many updates. */
  static final int FRAMES = 100;

  private static final int DRAWING = 2;
  private static final Duration PACE = Duration.ofMillis(100);
  private static final int LARGE = 200_000;

  private final long[] others;
  private final ValueRange.Kind range;
  private final List<UpdateScale> scales = new ArrayList<>();
  private final Map<Long, TensorSet> looked = new HashMap<>();
  private boolean scaled;

  /** Which steps are drawn, and the step before each. */
  private record Plan(long[] steps, long[] others) {
    static Plan of(ViewRun run, List<ParameterBlock> blocks) {
      long[] kept = KeptSteps.of(run, blocks.stream().map(ParameterBlock::layerName).toList());
      long[] later = kept.length == 0 ? kept : Arrays.copyOfRange(kept, 1, kept.length);
      long[] steps = KeptSteps.chosen(later, run.options());
      boolean asked = !run.options().steps().equals(StepRange.ALL) || run.options().every() > 1;
      if (!asked && steps.length > FRAMES) {
        steps = Arrays.copyOf(steps, FRAMES);
      }
      long[] others = new long[steps.length];
      for (int k = 0; k < steps.length; k++) {
        others[k] = kept[Arrays.binarySearch(kept, steps[k]) - 1];
      }
      return new Plan(steps, others);
    }
  }

  WeightUpdatesView(ViewRun run) {
    this(run, run.weights(drawn(run.network())));
  }

  private WeightUpdatesView(ViewRun run, List<ParameterBlock> blocks) {
    this(run, blocks, Plan.of(run, blocks));
  }

  private WeightUpdatesView(ViewRun run, List<ParameterBlock> blocks, Plan plan) {
    super(NAME, run, blocks, plan.steps(), DRAWING);
    this.others = plan.others();
    ValueRange.Kind automatic =
        run.playback() == ViewRun.Playback.REPLAY ? ValueRange.Kind.RUN : ValueRange.Kind.SO_FAR;
    this.range = run.options().range().kindOr(automatic);
    blocks.forEach(block -> scales.add(new UpdateScale()));
  }

  /** All layers but those at the beginning that have too many edges to be told apart. */
  private static List<Integer> drawn(NetworkSpec network) {
    List<Integer> layers = new ArrayList<>();
    for (int l = 0; l < network.layers().size(); l++) {
      boolean large = network.layout().weights(l).size() > LARGE;
      if (!large || (layers.isEmpty() && l == network.layers().size() - 1)) {
        layers.add(l);
      } else {
        layers.clear();
      }
    }
    return layers.isEmpty() ? List.of(network.layers().size() - 1) : layers;
  }

  /** Drawn live where at least ten updates in a row are kept of a network of some size. */
  static Fit fit(RunManifest manifest) {
    NetworkSpec network = manifest.experiment().network();
    boolean steps =
        manifest.experiment().snapshots().rules().stream()
            .anyMatch(rule -> rule.everySteps() == 1 || rule.firstSteps() >= 10);
    return steps && network.widest() > 16 ? Fit.ALWAYS : Fit.ON_REQUEST;
  }

  @Override
  long other(int frame) {
    return others == null ? step(frame) : others[frame];
  }

  @Override
  public Duration pace() {
    return PACE;
  }

  @Override
  public boolean looks() {
    return range == ValueRange.Kind.RUN;
  }

  @Override
  public void look(Event event) {
    if (!(event instanceof Snapshot s)
        || s.worker() != Event.MODEL
        || s.param() != Param.W
        || !reading().steps().test(s.step())) {
      return;
    }
    scaled = true;
    TensorSet set = looked.computeIfAbsent(s.step(), k -> new TensorSet(blocks()));
    set.add(s);
    if (!set.complete()) {
      return;
    }
    int frame = frameOf(s.step());
    TensorSet before = frame < 0 ? null : looked.get(others[frame]);
    if (before != null && before.complete()) {
      for (int b = 0; b < blocks().size(); b++) {
        scales.get(b).add(changes(set.values(b), before.values(b)));
      }
    }
    looked.keySet().removeIf(step -> step < s.step()); // the history tells steps in order
  }

  private int frameOf(long step) {
    for (int k = 0; k < others.length; k++) {
      if (step(k) == step) {
        return k;
      }
    }
    return -1;
  }

  @Override
  Supplier<BufferedImage> picture(int frame, TensorSet now, TensorSet other, Fingerprint shown) {
    List<float[]> changes = new ArrayList<>();
    looked.clear();
    for (int b = 0; b < blocks().size(); b++) {
      float[] change = changes(now.values(b), other.values(b));
      changes.add(change);
      if (range == ValueRange.Kind.FRAME) {
        scales.set(b, new UpdateScale());
      }
      if (!scaled) {
        scales.get(b).add(change);
      }
    }
    double[] thresholds = thresholds();
    shown.add(range.label()).add(thresholds);
    long step = step(frame);
    long from = others[frame];
    return () -> draw(step, from, changes, thresholds);
  }

  private double[] thresholds() {
    double[] thresholds = new double[scales.size()];
    if (range == ValueRange.Kind.FIXED) {
      Arrays.fill(thresholds, run().options().range().high());
      return thresholds;
    }
    long fewest = scales.stream().mapToLong(UpdateScale::count).min().orElse(0);
    Arrays.setAll(thresholds, b -> scales.get(b).threshold(fewest));
    return thresholds;
  }

  private static float[] changes(float[] now, float[] before) {
    float[] change = new float[now.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = now[i] - before[i];
    }
    return change;
  }

  private BufferedImage draw(long step, long from, List<float[]> changes, double[] thresholds) {
    Labels labels = run().labels();
    List<EdgesPanel.Layer> layers = new ArrayList<>();
    for (int b = 0; b < changes.size(); b++) {
      ParameterBlock block = blocks().get(b);
      String name = labels.text("updates.layer", block.layerName(), labels.measured(thresholds[b]));
      layers.add(
          new EdgesPanel.Layer(name, block.rows(), block.cols(), changes.get(b), thresholds[b]));
    }
    Canvas canvas = run().canvas(1000, 560);
    String title =
        step - from == 1
            ? labels.text("updates.batch", labels.count(step))
            : labels.text("updates.batches", labels.count(from + 1), labels.count(step));
    Canvas.Head head =
        new Canvas.Head(
            title + "   \u00b7   " + run().experiment().title(),
            run().facts(step),
            List.of(
                new Canvas.Key(Style.UP, labels.text("legend.up")),
                new Canvas.Key(Style.DOWN, labels.text("legend.down"))));
    Rectangle2D area =
        new Rectangle2D.Double(10, 64, canvas.width() - 20.0, canvas.height() - 72.0);
    return canvas.draw(head, List.of(new Canvas.Placed(new EdgesPanel(layers), area)));
  }
}
