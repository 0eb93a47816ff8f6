// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.Evaluation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.core.nn.Tally;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Publishes the snapshots and metrics of one training. */
final class RunPublisher {
  private final String run;
  private final Experiment experiment;
  private final ParameterLayout layout;
  private final EventSink sink;
  private final Clock clock;
  private final Set<ParameterBlock> published = new HashSet<>(); // of the step below
  private long publishedStep = -1;

  RunPublisher(String run, Experiment experiment, EventSink sink, Clock clock) {
    this.run = run;
    this.experiment = experiment;
    this.layout = experiment.network().layout();
    this.sink = sink;
    this.clock = clock;
  }

  /** What the policy keeps of a step; everything that it ever keeps where {@code whole}. */
  void snapshot(float[] parameters, long step, int epoch, SnapshotExtent extent)
      throws IOException {
    if (step != publishedStep) {
      published.clear();
      publishedStep = step;
    }
    int ended = extent == SnapshotExtent.INSIDE_EPOCH ? -1 : epoch;
    for (ParameterBlock b : layout.blocks()) {
      boolean kept =
          extent == SnapshotExtent.ALL_LAYERS
              ? experiment.snapshots().keepsLayer(b.layerName())
              : experiment.snapshots().keeps(b.layerName(), step, ended);
      if (kept && published.add(b)) { // an epoch's end can also be where the user stopped
        float[] values = Arrays.copyOfRange(parameters, b.offset(), b.offset() + b.size());
        sink.publish(
            Snapshot.whole(
                run,
                Event.MODEL,
                step,
                epoch,
                b.layerName(),
                b.param(),
                b.rows(),
                b.cols(),
                values));
      }
    }
  }

  /** The minibatch's own loss and accuracy, where the experiment wants them. */
  void batch(long step, int epoch, double meanLoss, double accuracy) throws IOException {
    Instant now = clock.instant();
    metric(step, epoch, MetricNames.BATCH_LOSS, meanLoss, now);
    metric(step, epoch, MetricNames.BATCH_ACCURACY, accuracy, now);
  }

  /** The epoch's numbers. */
  void epoch(EpochLine line, Tally tally, float[] parameters, double seconds) throws IOException {
    Instant now = clock.instant();
    long step = line.step();
    int epoch = line.epoch();
    metric(step, epoch, MetricNames.TRAIN_LOSS, line.loss(), now);
    metric(step, epoch, MetricNames.TRAIN_ACCURACY, line.accuracy(), now);
    if (!Double.isNaN(line.sumSquaredError())) {
      metric(step, epoch, MetricNames.TRAIN_SUM_SQUARED_ERROR, line.sumSquaredError(), now);
    }
    metric(step, epoch, MetricNames.SAMPLES_PER_SECOND, tally.samples() / seconds, now);
    for (LayerSpec layer : experiment.network().layers()) {
      layer(layer.name(), step, epoch, tally, parameters, now);
    }
  }

  private void layer(
      String name, long step, int epoch, Tally tally, float[] parameters, Instant now)
      throws IOException {
    ParameterBlock w = layout.find(name, Param.W);
    double norm = 0;
    double mean = 0;
    for (int i = w.offset(); i < w.offset() + w.size(); i++) {
      double v = parameters[i];
      norm += v * v;
      mean += Math.abs(v);
    }
    mean /= w.size();
    double ratio = mean == 0 ? Double.NaN : Math.log10(tally.meanUpdate(w) / mean);
    metric(step, epoch, MetricNames.weightNorm(name), Math.sqrt(norm), now);
    metric(step, epoch, MetricNames.gradientNorm(name), tally.gradientNorm(w), now);
    metric(step, epoch, MetricNames.updateRatio(name), ratio, now);
  }

  /** Loss and accuracy of validation or test samples. */
  void evaluation(long step, int epoch, String lossName, String accuracyName, Evaluation e)
      throws IOException {
    Instant now = clock.instant();
    metric(step, epoch, lossName, e.meanLoss(), now);
    metric(step, epoch, accuracyName, e.accuracy(), now);
  }

  private void metric(long step, int epoch, String name, double value, Instant time)
      throws IOException {
    sink.publish(new Metric(run, Event.MODEL, step, epoch, name, value, time));
  }
}
