// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.ParameterLayout;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sketches of the model's and the workers' snapshots, at steps that {@link StepBuckets} thins.
 * Memory: at most 513 steps x 65 snapshots x {@link Sketch#MOST} floats, and whole snapshots that
 * are being put together: of one step, and of others what fits {@link #OPEN} values. A replay of
 * the history has one open at a time; only what comes in a wilder order can be too much, and then
 * the earliest are given up.
 */
final class WorkerSteps {
  /** More workers than this are not drawn. */
  static final int MOST_WORKERS = 64;

  private static final long OPEN = 1L << 26;

  /** What was there at a step: sketches by worker. */
  static final class Moment {
    private final int epoch;
    private final SortedMap<Integer, float[]> sketches = new TreeMap<>();

    private Moment(int epoch) {
      this.epoch = epoch;
    }

    int epoch() {
      return epoch;
    }

    /** The model's; null if it was not kept. */
    float[] model() {
      return sketches.get(Event.MODEL);
    }

    /** The workers', by worker; a copy would be waste. */
    SortedMap<Integer, float[]> workers() {
      return sketches.tailMap(0);
    }

    SortedMap<Integer, float[]> all() {
      return sketches;
    }
  }

  private record Key(long step, int worker) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = Long.compare(step, other.step);
      return order != 0 ? order : Integer.compare(worker, other.worker);
    }
  }

  private final ParameterLayout layout;
  private final long last;
  private final Sketch sketch;
  private final StepBuckets buckets;
  private final TreeMap<Long, Moment> moments = new TreeMap<>();
  private final TreeMap<Key, SnapshotAssembly> open = new TreeMap<>();

  WorkerSteps(ParameterLayout layout, long last) {
    this.layout = layout;
    this.last = last;
    this.sketch = new Sketch(layout.size());
    this.buckets = new StepBuckets(last);
  }

  Sketch sketch() {
    return sketch;
  }

  /** The steps kept, rising. */
  SortedMap<Long, Moment> moments() {
    return moments;
  }

  /** Takes rows of a snapshot; those that are of no step or worker leave no trace. */
  void accept(Snapshot s) {
    boolean known = s.worker() >= Event.MODEL && s.worker() < MOST_WORKERS;
    if (!known || s.step() < 0 || s.step() > last || !SnapshotAssembly.fits(layout, s)) {
      return;
    }
    Moment moment = moments.get(s.step());
    if ((moment != null && moment.sketches.containsKey(s.worker())) || buckets.refuses(s.step())) {
      return;
    }
    Key key = new Key(s.step(), s.worker());
    SnapshotAssembly assembly = open.computeIfAbsent(key, k -> new SnapshotAssembly(layout));
    assembly.add(s);
    if (assembly.complete()) {
      open.remove(key);
      keep(s, sketch.of(assembly.parameters()));
    } else {
      makeRoom(s.step());
    }
  }

  private void keep(Snapshot s, float[] values) {
    long leaves = buckets.keep(s.step());
    moments.remove(leaves);
    open.subMap(new Key(leaves, Event.MODEL), new Key(leaves + 1, Event.MODEL)).clear();
    moments.computeIfAbsent(s.step(), k -> new Moment(s.epoch())).sketches.put(s.worker(), values);
  }

  private void makeRoom(long step) {
    while ((long) open.size() * layout.size() > OPEN) {
      Map.Entry<Key, SnapshotAssembly> gone =
          open.firstKey().step() != step ? open.firstEntry() : open.lastEntry();
      if (gone.getKey().step() == step) {
        return; // all that is open is of this step
      }
      open.remove(gone.getKey());
    }
  }
}
