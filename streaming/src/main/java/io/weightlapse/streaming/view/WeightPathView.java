// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.SeriesPanel;
import io.weightlapse.streaming.view.plot.Style;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The way of single weights: their values, and beside them what each step changed. Also draws the
 * rows of a query, which come as metrics whose names begin with {@link #QUERY}.
 */
final class WeightPathView extends TimelineView {
  static final String NAME = "weight-path";

  private static final String QUERY = QueriedSeries.PREFIX;
  private static final int DRAWING = 1;
  private static final int MOST = 10;
  private static final Pattern WEIGHT = Pattern.compile("([^:]+):(\\d{1,9}):(b|\\d{1,9})");

  /** One weight, or one bias. */
  private record Pick(ParameterBlock block, int unit, int input) {
    String name() {
      return block.layerName() + ":" + unit + ":" + (block.param() == Param.W ? "" + input : "b");
    }
  }

  private final List<Pick> picks;
  private final List<Series> values = new ArrayList<>();
  private final List<Expected> expected = new ArrayList<>();
  private final Map<String, Series> queried = new TreeMap<>();

  WeightPathView(ViewRun run) {
    super(NAME, run, plan(run, picks(run)), DRAWING);
    this.picks = picks(run);
    for (Pick pick : picks) {
      long[] kept = KeptSteps.of(run, List.of(pick.block().layerName()));
      expected.add(new Expected(kept));
      values.add(new Series(kept.length, 1));
    }
  }

  static Fit fit(RunManifest manifest) {
    return Fit.ON_REQUEST;
  }

  private static List<Pick> picks(ViewRun run) {
    String text = run.options().choice("weights", "");
    if (text.isEmpty()) {
      return first(run);
    }
    List<Pick> picks = new ArrayList<>();
    for (String part : text.split(",")) {
      picks.add(pick(run, part));
    }
    if (picks.size() > MOST) {
      throw new UserException(
          "--option weights must name at most " + MOST + ": was " + picks.size());
    }
    return picks;
  }

  /** The first weight of each of the last layers. */
  private static List<Pick> first(ViewRun run) {
    List<Pick> picks = new ArrayList<>();
    NetworkSpec network = run.network();
    int layers = network.layers().size();
    for (int l = Math.max(0, layers - 4); l < layers; l++) {
      picks.add(new Pick(run.layout().weights(l), 0, 0));
    }
    return picks;
  }

  private static Pick pick(ViewRun run, String text) {
    Matcher m = WEIGHT.matcher(text);
    if (m.matches()) {
      boolean bias = m.group(3).equals("b");
      ParameterBlock block = run.layout().find(m.group(1), bias ? Param.B : Param.W);
      int unit = Integer.parseInt(m.group(2));
      int input = bias ? 0 : Integer.parseInt(m.group(3));
      if (block != null && unit < block.rows() && input < block.cols()) {
        return new Pick(block, unit, input);
      }
    }
    throw new UserException(
        "--option weights must be LAYER:UNIT:INPUT, or LAYER:UNIT:b, of the network, with commas:"
            + " was "
            + text);
  }

  private static long[] plan(ViewRun run, List<Pick> picks) {
    TreeSet<Long> all = new TreeSet<>();
    if (run.options().choice("sql", "").isEmpty()) {
      for (Pick pick : picks) {
        Arrays.stream(KeptSteps.of(run, List.of(pick.block().layerName()))).forEach(all::add);
      }
    } else {
      Arrays.stream(TimelineView.plan(run, 1)).forEach(all::add);
    }
    long[] steps = all.stream().mapToLong(Long::longValue).filter(s -> s > 0).toArray();
    return KeptSteps.thinned(KeptSteps.chosen(steps, run.options()), FRAMES, run.options());
  }

  private boolean queries() {
    return !run().options().choice("sql", "").isEmpty();
  }

  @Override
  public Reading reading() {
    if (queries()) {
      return new Reading(Set.of(), step -> false, layer -> false);
    }
    Set<String> layers = picks.stream().map(p -> p.block().layerName()).collect(Collectors.toSet());
    return new Reading(Set.of(Snapshot.class), step -> true, layers::contains);
  }

  @Override
  void take(Event event) {
    if (event instanceof Snapshot s && s.worker() == Event.MODEL && !queries()) {
      for (int p = 0; p < picks.size(); p++) {
        Pick pick = picks.get(p);
        if (pick.block().param() == s.param()
            && pick.block().layerName().equals(s.layer())
            && s.cols() == pick.block().cols()
            && pick.unit() >= s.row0()
            && pick.unit() < (long) s.row0() + s.rows()) {
          values
              .get(p)
              .add(s.step(), s.values()[(pick.unit() - s.row0()) * s.cols() + pick.input()]);
          expected.get(p).see(s.step());
        }
      }
    } else if (event instanceof Metric m && m.name() != null && m.name().startsWith(QUERY)) {
      queried
          .computeIfAbsent(m.name().substring(QUERY.length()), n -> new Series(0, 1))
          .add(m.step(), m.value());
    }
  }

  @Override
  boolean known(long step) {
    return expected.stream().allMatch(e -> e.all(step));
  }

  @Override
  long lastTold() {
    long last = values.stream().mapToLong(Series::last).max().orElse(-1);
    return Math.max(last, queried.values().stream().mapToLong(Series::last).max().orElse(-1));
  }

  @Override
  Supplier<BufferedImage> picture(long step, Fingerprint shown) {
    List<String> names = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    if (queries()) {
      names.addAll(queried.keySet());
      series.addAll(queried.values());
    } else {
      picks.forEach(pick -> names.add(pick.name()));
      series.addAll(values);
    }
    SeriesPanel left = panel("value", series, step, shown);
    SeriesPanel right = panel("change", series, step, shown);
    List<Canvas.Key> keys = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST, names.size()); i++) {
      keys.add(new Canvas.Key(Style.ofClass(i), names.get(i)));
    }
    Canvas canvas = run().canvas(1080, 440);
    Canvas.Head head = head(step, keys);
    double half = (canvas.width() - 20.0) / 2;
    return () ->
        canvas.draw(
            head,
            List.of(
                new Canvas.Placed(
                    left, new Rectangle2D.Double(10, 64, half, canvas.height() - 70.0)),
                new Canvas.Placed(
                    right, new Rectangle2D.Double(10 + half, 64, half, canvas.height() - 70.0))));
  }

  private SeriesPanel panel(String what, List<Series> series, long step, Fingerprint shown) {
    boolean change = what.equals("change");
    List<SeriesPanel.Line> lines = new ArrayList<>();
    List<double[]> all = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      double[] whole = s.values(Long.MAX_VALUE);
      all.add(change ? changes(whole) : whole);
      double[] steps = s.steps(step);
      double[] told = s.values(step);
      if (change) {
        told = changes(told);
        steps = steps.length == 0 ? steps : Arrays.copyOfRange(steps, 1, steps.length);
      }
      lines.add(new SeriesPanel.Line(steps, told, Style.ofClass(i), 1.4f));
    }
    add(shown, lines);
    ValueScale scale = scaleOr(ValueScale.Kind.LINEAR);
    NiceRange range = range(what, scale, all, lines.stream().map(SeriesPanel.Line::ys).toList());
    Labels labels = run().labels();
    FieldPanel.Titles titles =
        new FieldPanel.Titles(
            labels.text("path." + what), labels.text("axis.step"), "", "", labels.locale());
    return new SeriesPanel(titles, stepAxis(), range, scale, lines, epochs());
  }

  private static double[] changes(double[] values) {
    double[] changes = new double[Math.max(0, values.length - 1)];
    Arrays.setAll(changes, i -> values[i + 1] - values[i]);
    return changes;
  }
}
