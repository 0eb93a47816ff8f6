// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.ParameterBlock;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A view whose frames are steps at which tensors are kept. What it holds are the tensors of steps
 * that wait: where events come in the order of their steps, those of one frame.
 */
abstract class SteppedView implements View {
  private final String name;
  private final ViewRun run;
  private final List<ParameterBlock> blocks;
  private final long[] steps;
  private final Map<Long, Integer> lastUse = new HashMap<>();
  private final Map<Long, TensorSet> held = new HashMap<>();
  private String before;
  private int next;
  private int yielded;
  private long told = -1;

  /**
   * A view.
   *
   * @param blocks what each frame needs
   * @param steps of the frames, rising
   * @param drawing to be raised when the same events are drawn in another way
   */
  SteppedView(String name, ViewRun run, List<ParameterBlock> blocks, long[] steps, int drawing) {
    this.name = name;
    this.run = run;
    this.blocks = List.copyOf(blocks);
    this.steps = steps.clone();
    this.before = run.fingerprint(name, drawing).text();
  }

  /** The step before a frame's that it needs besides its own; its own where it needs none. */
  long other(int frame) {
    return steps[frame];
  }

  /** Takes what is no snapshot of its run. */
  void take(Event event) {}

  /** Whether a frame needs nothing more than its tensors. */
  boolean ready(int frame) {
    return true;
  }

  /**
   * Hands over what a frame draws; called once for each, in order.
   *
   * @param now tensors at its step, in the order of the blocks
   * @param other tensors at {@link #other}
   * @param shown takes what the frame draws besides the tensors
   */
  abstract Supplier<BufferedImage> picture(
      int frame, TensorSet now, TensorSet other, Fingerprint shown);

  final ViewRun run() {
    return run;
  }

  final List<ParameterBlock> blocks() {
    return blocks;
  }

  final long step(int frame) {
    return steps[frame];
  }

  /** The kinds of events that it takes. */
  Set<Class<? extends Event>> kinds() {
    return Set.of(Snapshot.class);
  }

  @Override
  public Reading reading() {
    Set<String> layers = new HashSet<>();
    blocks.forEach(block -> layers.add(block.layerName()));
    return new Reading(kinds(), uses()::containsKey, layers::contains);
  }

  private Map<Long, Integer> uses() {
    if (lastUse.isEmpty()) {
      for (int k = 0; k < steps.length; k++) {
        lastUse.put(other(k), k);
        lastUse.put(steps[k], k);
      }
    }
    return lastUse;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Frame> accept(Event event) {
    if (!complete() && otherRuns().contains(event.run())) {
      take(event);
      return List.of();
    }
    if (complete() || !run.manifest().run().equals(event.run())) {
      return List.of();
    }
    if (event instanceof Snapshot s) {
      Integer use = s.worker() == Event.MODEL ? uses().get(s.step()) : null;
      if (use == null || use < next) {
        return List.of();
      }
      told = Math.max(told, s.step());
      held.computeIfAbsent(s.step(), k -> new TensorSet(blocks)).add(s);
    } else {
      take(event);
    }
    List<Frame> frames = new ArrayList<>();
    while (!complete() && whole(next) && ready(next)) {
      frames.add(frame());
    }
    return frames;
  }

  /** Those that can be drawn of the frames up to the last step that was told. */
  @Override
  public List<Frame> end() {
    List<Frame> frames = new ArrayList<>();
    while (!complete() && steps[next] <= told) {
      if (whole(next)) {
        frames.add(frame());
      } else {
        release();
      }
    }
    return frames;
  }

  private boolean whole(int frame) {
    TensorSet now = held.get(steps[frame]);
    TensorSet with = held.get(other(frame));
    return now != null && now.complete() && with != null && with.complete();
  }

  private Frame frame() {
    TensorSet now = held.get(steps[next]);
    TensorSet with = held.get(other(next));
    Fingerprint shown = new Fingerprint().add(before).add(steps[next]);
    now.addTo(shown);
    if (with != now) {
      with.addTo(shown);
    }
    Supplier<BufferedImage> picture = picture(next, now, with, shown);
    before = shown.text();
    long step = steps[next];
    release();
    return new Frame(yielded++, run.epochOf(step), step, before, picture);
  }

  private void release() {
    int frame = next++;
    held.keySet().removeIf(step -> uses().getOrDefault(step, -1) <= frame);
  }

  @Override
  public final int frameCount() {
    return steps.length;
  }

  @Override
  public final boolean complete() {
    return next >= steps.length;
  }
}
