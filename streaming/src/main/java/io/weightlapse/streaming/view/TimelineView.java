// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Expanding;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.SeriesPanel;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A view of numbers over time: each frame shows all up to its step. Followed live, a frame comes
 * when everything up to its step was told, and its ranges are of what it shows; replayed, frames
 * come when all was read, and ranges are of the whole run.
 */
abstract class TimelineView implements View {
  /** Frames unless steps are asked for. */
  static final int FRAMES = 60;

  private static final Duration PACE = Duration.ofMillis(100);

  private final String name;
  private final ViewRun run;
  private final long[] steps;
  private final Map<String, Expanding> ranges = new HashMap<>();
  private String before;
  private int next;
  private int yielded;

  /**
   * A view.
   *
   * @param steps of the frames, rising
   */
  TimelineView(String name, ViewRun run, long[] steps, int drawing) {
    this.name = name;
    this.run = run;
    this.steps = steps.clone();
    this.before = run.fingerprint(name, drawing).text();
  }

  /** Takes an event of the run. */
  abstract void take(Event event);

  /** Whether all that is shown up to a step was told. */
  abstract boolean known(long step);

  /** The last step of which something was told. */
  abstract long lastTold();

  /** Hands over what a frame draws; adds it to the fingerprint. */
  abstract Supplier<BufferedImage> picture(long step, Fingerprint shown);

  final ViewRun run() {
    return run;
  }

  /** The multiples of a number and the ends of epochs, thinned to some frames. */
  static long[] plan(ViewRun run, long every) {
    long last = run.lastStep();
    long perEpoch = run.stepsPerEpoch();
    // no more than a screen could show apart, on the steps that are told
    long base = every > 0 ? every : perEpoch;
    long stride = base * Math.max(1, last / base / 100_000);
    long[] inside = new long[(int) (last / stride)];
    Arrays.setAll(inside, i -> (i + 1) * stride);
    long[] all =
        java.util.stream.LongStream.concat(
                Arrays.stream(inside), java.util.stream.LongStream.of(last))
            .distinct()
            .toArray();
    return KeptSteps.thinned(KeptSteps.chosen(all, run.options()), FRAMES, run.options());
  }

  @Override
  public Duration pace() {
    return PACE;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Frame> accept(Event event) {
    boolean ours = run.manifest().run().equals(event.run()) || otherRuns().contains(event.run());
    if (complete() || !ours) {
      return List.of();
    }
    take(event);
    List<Frame> frames = new ArrayList<>();
    while (run.playback() == ViewRun.Playback.LIVE && !complete() && known(steps[next])) {
      frames.add(frame(steps[next++]));
    }
    return frames;
  }

  @Override
  public final List<Frame> end() {
    List<Frame> frames = new ArrayList<>();
    long told = lastTold();
    while (!complete() && steps[next] <= told) {
      frames.add(frame(steps[next++]));
    }
    return frames;
  }

  private Frame frame(long step) {
    Fingerprint shown = new Fingerprint().add(before).add(step);
    Supplier<BufferedImage> picture = picture(step, shown);
    before = shown.text();
    return new Frame(yielded++, run.epochOf(step), step, before, picture);
  }

  @Override
  public final int frameCount() {
    return steps.length;
  }

  @Override
  public final boolean complete() {
    return next >= steps.length;
  }

  /**
   * The ends of an axis of values.
   *
   * @param axis tells axes of one picture apart
   * @param all values of the whole run, or of all told so far
   * @param shown values that the frame shows
   */
  final NiceRange range(String axis, ValueScale scale, List<double[]> all, List<double[]> shown) {
    ValueRange asked = run.options().range();
    if (asked.kind() == ValueRange.Kind.FIXED) {
      double low = scale.forward(asked.low());
      return NiceRange.drawable(low)
          ? NiceRange.fixed(low, scale.forward(asked.high()), 6)
          : NiceRange.fixed(scale.forward(asked.high()) - 6, scale.forward(asked.high()), 6);
    }
    ValueRange.Kind kind =
        asked.kindOr(
            run.playback() == ViewRun.Playback.REPLAY
                ? ValueRange.Kind.RUN
                : ValueRange.Kind.SO_FAR);
    Expanding expanding =
        kind == ValueRange.Kind.FRAME
            ? new Expanding(6, Expanding.Ends.SNUG)
            : ranges.computeIfAbsent(axis, a -> new Expanding(6, Expanding.Ends.SNUG));
    for (double[] values : kind == ValueRange.Kind.RUN ? all : shown) {
      for (double v : clamped(values)) {
        expanding.include(scale.forward(v));
      }
    }
    return expanding.range();
  }

  /** Without what lies beyond the quantile that the options name. */
  private double[] clamped(double[] values) {
    double clamp = run.options().clamp();
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (clamp == 1 || finite.length == 0) {
      return finite;
    }
    int last = (int) Math.round(clamp * (finite.length - 1));
    return Arrays.copyOfRange(finite, 0, last + 1);
  }

  /** The scale asked for, or another. */
  final ValueScale scaleOr(ValueScale.Kind kind) {
    return run.options().scale().orElse(ValueScale.of(kind));
  }

  /** The steps of a run, with room for the line's end. */
  final NiceRange stepAxis() {
    StepRange asked = run.options().steps();
    double to = (double) Math.max(1, Math.min(asked.to(), run.lastStep()));
    double from = Math.min((double) asked.from(), to - 1);
    return NiceRange.fixed(from - 0.01 * (to - from), to + 0.01 * (to - from), 6);
  }

  /** Where epochs end; none where there is no telling them apart. */
  final double[] epochs() {
    int count = run.experiment().training().epochs();
    double[] ends = new double[count < 2 || count > 50 ? 0 : count];
    Arrays.setAll(ends, e -> (double) (e + 1) * run.stepsPerEpoch());
    return ends;
  }

  final Canvas.Head head(long step, List<Canvas.Key> legend) {
    return new Canvas.Head(
        run.labels().text(name + ".title", run.experiment().title()), run.facts(step), legend);
  }

  /** Adds what a line shows. */
  static void add(Fingerprint shown, List<SeriesPanel.Line> lines) {
    for (SeriesPanel.Line line : lines) {
      shown.add(line.xs()).add(line.ys());
    }
  }
}
