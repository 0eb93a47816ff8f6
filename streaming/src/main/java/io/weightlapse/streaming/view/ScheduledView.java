// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A view whose frames are the scheduled epochs, each complete with its parameters and the curve.
 */
abstract class ScheduledView implements View {
  /** To be raised when the same events are drawn in another way. */
  private static final int DRAWING = 2;

  private final String name;
  private final RunTrace trace;
  private final String base;
  private String before;
  private int next;

  ScheduledView(String name, RunTrace trace, ViewRun run) {
    this.name = name;
    this.trace = trace;
    this.base =
        run.fingerprint(name, DRAWING)
            .add(trace.data().features())
            .add(trace.data().targets())
            .text();
    this.before = base;
  }

  /** Keeps what the frame needs of the model's parameters. */
  abstract void keep(int frame, float[] parameters);

  /** Keeps what a frame needs of a surface; the tile is of this run. */
  void keep(SurfaceTile tile) {}

  /** Whether the frame needs nothing more than parameters and curve. */
  boolean ready(int frame) {
    return true;
  }

  /**
   * Hands over what the frame draws; called once for each, in order.
   *
   * @param shown takes what the frame draws besides the curve
   */
  abstract Supplier<BufferedImage> picture(int frame, Fingerprint shown);

  /** Begins at the first frame again. */
  final void restart() {
    next = 0;
    before = base;
  }

  final RunTrace trace() {
    return trace;
  }

  /** The first frame that has not been yielded. */
  final int next() {
    return next;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Frame> accept(Event event) {
    boolean surface = event instanceof SurfaceTile; // may be of a newer survey
    if ((complete() && !surface) || !trace.manifest().run().equals(event.run())) {
      return List.of();
    }
    if (event instanceof Metric metric) {
      trace.accept(metric);
    } else if (event instanceof Snapshot snapshot) {
      int frame = trace.accept(snapshot);
      if (frame >= 0) {
        keep(frame, trace.take(frame));
      }
    } else if (event instanceof SurfaceTile tile) {
      keep(tile);
    }
    List<Frame> frames = new ArrayList<>();
    while (!complete() && trace.ready(next) && ready(next)) {
      frames.add(frame());
      next++;
    }
    return frames;
  }

  /** What is drawn depends on the frames before: ranges grow, ways get longer. */
  private Frame frame() {
    Schedule schedule = trace.schedule();
    Fingerprint shown = new Fingerprint().add(before).add(trace.curve(next));
    Supplier<BufferedImage> picture = picture(next, shown);
    before = shown.text();
    return new Frame(next, schedule.epoch(next), schedule.step(next), before, picture);
  }

  @Override
  public final boolean awaitsSurfaces() {
    return !complete() && trace.ready(next) && !ready(next);
  }

  @Override
  public int frameCount() {
    return trace.schedule().frames();
  }

  @Override
  public final boolean complete() {
    return next >= frameCount();
  }
}
