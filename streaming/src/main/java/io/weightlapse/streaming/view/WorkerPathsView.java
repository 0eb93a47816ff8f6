// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the workers of parameter averaging drift apart and are pulled together: their paths in the
 * plane of the two leading principal directions of all that they and their average went through,
 * their distances to the average, and their losses.
 *
 * <p>Directions and ranges are those of the whole run, so the frames come when all events are told:
 * at {@link #end}. What is kept until then is bounded: {@link Sketch}es of the snapshots at the
 * steps that {@link WorkerSteps} keeps, {@link StepSeries} of metrics, a bit for each step. Of
 * networks with more than {@link Sketch#MOST} parameters, directions and distances are those of
 * sketches, and the picture says so. A worker's way out from the last average is drawn where that
 * average is known to have been kept; else the pull alone is.
 */
final class WorkerPathsView implements View {
  static final String NAME = "worker-paths";

  /** Most frames: longer runs leave out rounds evenly. */
  static final int MOST_FRAMES = 200;

  /** To be raised when the same events are drawn in another way. */
  private static final int DRAWING = 1;

  private static final long MOST_STEPS = 1L << 28;

  private final RunManifest manifest;
  private final Labels labels;
  private final long last;
  private final WorkerSteps steps;
  private final BitSet rounds = new BitSet();
  private final StepSeries divergence;
  private final StepSeries loss;
  private final SortedMap<Integer, StepSeries> workerLoss = new TreeMap<>();
  private int frames;
  private boolean ended;

  WorkerPathsView(ViewRun run) {
    this.manifest = run.manifest();
    this.labels = run.labels();
    this.last = run.lastStep();
    this.steps = new WorkerSteps(manifest.experiment().network().layout(), last);
    this.divergence = new StepSeries(last);
    this.loss = new StepSeries(last);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Takes an event; frames come at the end. */
  @Override
  public List<Frame> accept(Event event) {
    if (!ended && manifest.run().equals(event.run())) {
      if (event instanceof Snapshot snapshot) {
        steps.accept(snapshot);
      } else if (event instanceof Metric metric && metric.step() > 0 && metric.step() <= last) {
        accept(metric);
      }
    }
    return List.of();
  }

  private void accept(Metric metric) {
    boolean model = metric.worker() == Event.MODEL;
    if (model && MetricNames.ROUND_DIVERGENCE.equals(metric.name())) {
      divergence.add(metric.step(), metric.value());
      if (last <= MOST_STEPS) {
        rounds.set((int) metric.step());
      }
    } else if (model && MetricNames.TRAIN_LOSS.equals(metric.name())) {
      loss.add(metric.step(), metric.value());
    } else if (MetricNames.WORKER_LOSS.equals(metric.name())
        && metric.worker() >= 0
        && metric.worker() < WorkerSteps.MOST_WORKERS) {
      workerLoss
          .computeIfAbsent(metric.worker(), w -> new StepSeries(last))
          .add(metric.step(), metric.value());
    }
  }

  @Override
  public List<Frame> end() {
    if (ended) {
      return List.of();
    }
    ended = true;
    WorkerPaths paths = new WorkerPaths(steps, rounds, divergence, loss, workerLoss);
    int count = paths.rounds().size();
    frames = Math.min(MOST_FRAMES, count);
    String base =
        paths
            .fingerprint()
            .add(DRAWING)
            .add(NAME)
            .add(labels.locale().toLanguageTag())
            .add(ManifestJson.write(manifest).toString())
            .text();
    WorkerPathsPicture picture = new WorkerPathsPicture(manifest, paths, labels);
    List<Frame> list = new ArrayList<>();
    for (int k = 0; k < frames; k++) {
      int round = frames == 1 ? count - 1 : (int) ((long) k * (count - 1) / (frames - 1));
      WorkerPaths.Round shown = paths.rounds().get(round);
      String fingerprint = new Fingerprint().add(base).add(round).text();
      list.add(new Frame(k, shown.epoch(), shown.step(), fingerprint, () -> picture.draw(round)));
    }
    return list;
  }

  /** None before the end: how many rounds there are is not known. */
  @Override
  public int frameCount() {
    return frames;
  }

  @Override
  public boolean complete() {
    return ended;
  }

  @Override
  public String whyNoFrames() {
    return "view "
        + NAME
        + " must have snapshots of workers: was none; train with --mode averaging, and keep them"
        + " with snapshots.workers: all";
  }
}
