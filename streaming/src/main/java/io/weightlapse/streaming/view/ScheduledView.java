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
  private final String name;
  private final RunTrace trace;
  private int next;

  ScheduledView(String name, RunTrace trace) {
    this.name = name;
    this.trace = trace;
  }

  /** Keeps what the frame needs of the model's parameters. */
  abstract void keep(int frame, float[] parameters);

  /** Keeps what a frame needs of a surface; the tile is of this run. */
  void keep(SurfaceTile tile) {}

  /** Whether the frame needs nothing more than parameters and curve. */
  boolean ready(int frame) {
    return true;
  }

  /** Hands over what the frame draws; called once for each, in order. */
  abstract Supplier<BufferedImage> picture(int frame);

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
    if (complete() || !trace.manifest().run().equals(event.run())) {
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
      Schedule schedule = trace.schedule();
      frames.add(new Frame(next, schedule.epoch(next), schedule.step(next), picture(next)));
      next++;
    }
    return frames;
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
