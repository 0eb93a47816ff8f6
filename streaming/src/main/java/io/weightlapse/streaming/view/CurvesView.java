// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.SeriesPanel;
import io.weightlapse.streaming.view.plot.Style;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Loss and accuracy over the training: of each minibatch, and of each epoch's training, validation
 * and test samples. Of several runs, each has a colour, and kinds of samples differ in width.
 */
final class CurvesView extends TimelineView {
  static final String NAME = "curves";

  private static final int DRAWING = 1;
  private static final List<String> LOSSES =
      List.of(
          MetricNames.BATCH_LOSS,
          MetricNames.TRAIN_LOSS,
          MetricNames.VALIDATION_LOSS,
          MetricNames.TEST_LOSS);
  private static final List<String> ACCURACIES =
      List.of(
          MetricNames.BATCH_ACCURACY,
          MetricNames.TRAIN_ACCURACY,
          MetricNames.VALIDATION_ACCURACY,
          MetricNames.TEST_ACCURACY);
  private static final List<String> KINDS = List.of("batch", "train", "validation", "test");

  private final List<String> runs;
  private final Map<String, Map<String, Series>> series = new LinkedHashMap<>();
  private final Map<String, Expected> expected = new LinkedHashMap<>();
  private final int every;
  private final boolean classifies;

  CurvesView(ViewRun run) {
    super(NAME, run, plan(run, run.experiment().metrics().everySteps()), DRAWING);
    String more = run.options().choice("runs", "");
    this.runs = more.isEmpty() ? List.of() : List.of(more.split(","));
    this.every = run.experiment().metrics().everySteps();
    this.classifies = run.experiment().data().classifies();
    long last = run.lastStep();
    if (every > 0) {
      expect(MetricNames.BATCH_LOSS, MetricNames.BATCH_ACCURACY, multiples(every, last));
    }
    long[] ends = multiples(run.stepsPerEpoch(), last);
    DataSpec data = run.experiment().data();
    expect(MetricNames.TRAIN_LOSS, MetricNames.TRAIN_ACCURACY, ends);
    if (data.split().validation() > 0) {
      expect(MetricNames.VALIDATION_LOSS, MetricNames.VALIDATION_ACCURACY, ends);
    }
    if (data.split().test() > 0 || data instanceof ImageData) { // whose sets have test files
      expect(MetricNames.TEST_LOSS, MetricNames.TEST_ACCURACY, ends);
    }
  }

  private void expect(String loss, String accuracy, long[] steps) {
    expected.put(loss, new Expected(steps));
    expected.put(accuracy, new Expected(steps));
  }

  private static long[] multiples(int of, long last) {
    long[] steps = new long[of == 0 ? 0 : (int) Math.min(1 << 24, last / of)];
    Arrays.setAll(steps, i -> (long) (i + 1) * of);
    return steps;
  }

  /** Drawn live where no other view is that has the curve beside it. */
  static Fit fit(RunManifest manifest) {
    return TransformationsView.fit(manifest).use() == Fit.Use.ALWAYS ? Fit.ON_REQUEST : Fit.ALWAYS;
  }

  @Override
  public List<String> otherRuns() {
    return runs == null ? List.of() : runs;
  }

  @Override
  public Reading reading() {
    return new Reading(Set.of(Metric.class), step -> true, layer -> true);
  }

  @Override
  void take(Event event) {
    if (!(event instanceof Metric m)
        || m.worker() != Event.MODEL
        || m.name() == null
        || m.step() < 0
        || !(LOSSES.contains(m.name()) || ACCURACIES.contains(m.name()))) {
      return;
    }
    series
        .computeIfAbsent(m.run(), r -> new LinkedHashMap<>())
        .computeIfAbsent(m.name(), n -> of(n))
        .add(m.step(), m.value());
    Expected awaited = expected.get(m.name());
    if (awaited != null && m.run().equals(run().manifest().run())) {
      awaited.see(m.step());
    }
  }

  private Series of(String name) {
    int each = name.startsWith("train.batch") ? Math.max(1, every) : run().stepsPerEpoch();
    return new Series(run().lastStep() / each, each);
  }

  @Override
  boolean known(long step) {
    return expected.values().stream().allMatch(e -> e.all(step));
  }

  @Override
  long lastTold() {
    return series.values().stream()
        .flatMap(of -> of.values().stream())
        .mapToLong(Series::last)
        .max()
        .orElse(-1);
  }

  @Override
  Supplier<BufferedImage> picture(long step, Fingerprint shown) {
    List<SeriesPanel> panels = new ArrayList<>();
    panels.add(panel("loss", LOSSES, step, ValueScale.Kind.LINEAR, shown));
    if (classifies) {
      panels.add(panel("accuracy", ACCURACIES, step, ValueScale.Kind.LINEAR, shown));
    }
    Canvas canvas = run().canvas(classifies ? 1080 : 760, 460);
    Canvas.Head head = head(step, legend());
    return () -> {
      List<Canvas.Placed> placed = new ArrayList<>();
      double width = (canvas.width() - 20.0) / panels.size();
      for (int i = 0; i < panels.size(); i++) {
        placed.add(
            new Canvas.Placed(
                panels.get(i),
                new Rectangle2D.Double(10 + i * width, 64, width, canvas.height() - 70.0)));
      }
      return canvas.draw(head, placed);
    };
  }

  private SeriesPanel panel(
      String what, List<String> names, long step, ValueScale.Kind kind, Fingerprint shown) {
    ValueScale scale = what.equals("loss") ? scaleOr(kind) : ValueScale.of(ValueScale.Kind.LINEAR);
    List<SeriesPanel.Line> lines = new ArrayList<>();
    List<double[]> all = new ArrayList<>();
    int index = 0;
    for (String of : told()) {
      for (String name : names) {
        Series values = series.get(of).get(name);
        if (values != null && values.begunAt(step)) {
          all.add(values.values(Long.MAX_VALUE));
          int sort = names.indexOf(name);
          lines.add(
              new SeriesPanel.Line(
                  values.steps(step), values.values(step), colour(index, sort), width(sort)));
        }
      }
      index++;
    }
    add(shown, lines);
    NiceRange range =
        what.equals("accuracy") && run().options().range().kind() == ValueRange.Kind.AUTO
            ? NiceRange.fixed(0, 1, 5)
            : range(what, scale, all, lines.stream().map(SeriesPanel.Line::ys).toList());
    Labels labels = run().labels();
    FieldPanel.Titles titles =
        new FieldPanel.Titles(
            labels.text("curves." + what), labels.text("axis.step"), "", "", labels.locale());
    return new SeriesPanel(titles, stepAxis(), range, scale, lines, epochs());
  }

  /** The runs that something was told of: its own first. */
  private List<String> told() {
    List<String> order = new ArrayList<>(List.of(run().manifest().run()));
    order.addAll(runs);
    order.retainAll(series.keySet());
    return order;
  }

  private Color colour(int runIndex, int sort) {
    if (runs.isEmpty()) {
      return switch (sort) {
        case 0 -> new Color(0xe8, 0xa0, 0xa0);
        case 1 -> Style.CURVE;
        case 2 -> Style.ofClass(1);
        default -> Style.ofClass(2);
      };
    }
    Color base = Style.ofClass(runIndex);
    return sort == 0 ? Style.between(base, Color.WHITE, 0.6) : base;
  }

  private static float width(int sort) {
    return sort == 0 ? 1f : sort == 1 ? 2.2f : 1.6f;
  }

  private List<Canvas.Key> legend() {
    List<Canvas.Key> keys = new ArrayList<>();
    List<String> told = told();
    if (!runs.isEmpty()) {
      for (int i = 0; i < told.size(); i++) {
        keys.add(new Canvas.Key(Style.ofClass(i), told.get(i)));
      }
      return keys;
    }
    Map<String, Series> own = told.isEmpty() ? Map.of() : series.get(told.get(0));
    for (int k = 0; k < KINDS.size(); k++) {
      boolean live = run().playback() == ViewRun.Playback.LIVE;
      if (live ? expected.containsKey(LOSSES.get(k)) : own.containsKey(LOSSES.get(k))) {
        keys.add(new Canvas.Key(colour(0, k), run().labels().text("legend." + KINDS.get(k))));
      }
    }
    return keys;
  }
}
