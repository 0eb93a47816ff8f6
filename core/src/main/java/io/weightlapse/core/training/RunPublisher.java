// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.QueuedSink;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.StatisticsCadence;
import io.weightlapse.core.nn.Evaluation;
import io.weightlapse.core.nn.KernelState;
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
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Publishes the snapshots, statistics and metrics of one training. What costs time is done on the
 * queue's thread.
 */
final class RunPublisher {
  private final String run;
  private final Experiment experiment;
  private final ParameterLayout layout;
  private final QueuedSink sink;
  private final Clock clock;
  private final DeadUnits deadUnits;
  private final TallyReader readings = new TallyReader();
  private final LayerStatistics statistics = new LayerStatistics(); // of the queue's thread
  private final Set<ParameterBlock> published = new HashSet<>(); // of the step below
  private final Set<ParameterBlock> measured = new HashSet<>();
  private long publishedStep = -1;
  private Map<String, List<Integer>> dead = Map.of(); // of that step, by layer

  RunPublisher(String run, Experiment experiment, Dataset data, QueuedSink sink, Clock clock) {
    this.run = run;
    this.experiment = experiment;
    this.layout = experiment.network().layout();
    this.sink = sink;
    this.clock = clock;
    this.deadUnits = new DeadUnits(experiment.network(), data);
  }

  /** Goes on from a checkpoint; before anything is published. */
  void resume(Checkpoint checkpoint) {
    statistics.restore(checkpoint.earlier());
    readings.restore(checkpoint.readings());
  }

  /** Saves a checkpoint once the history has all that was published before it. */
  void checkpoint(int epoch, int position, KernelState kernel, Tally tally, CheckpointStore store)
      throws IOException {
    double[] counts = tally.export();
    List<TallyReader.Reading> read = readings.export();
    sink.submit(
        4L * kernel.parameters().length,
        target -> {
          target.flush();
          store.save(
              new Checkpoint(run, epoch, position, kernel, counts, statistics.export(), read));
        });
  }

  /**
   * What the policy keeps of a step, everything that it ever keeps for {@link
   * SnapshotExtent#ALL_LAYERS}; and the statistics that are due.
   */
  void snapshot(float[] parameters, long step, int epoch, SnapshotExtent extent, Tally tally)
      throws IOException {
    if (step != publishedStep) {
      published.clear();
      measured.clear();
      dead = Map.of();
      publishedStep = step;
    }
    if (extent != SnapshotExtent.INSIDE_EPOCH && dead.isEmpty()) {
      dead = deadUnits.of(parameters);
    }
    for (ParameterBlock b : layout.blocks()) {
      // an epoch's end can also be where the user stopped
      boolean keep = keeps(b, step, epoch, extent) && published.add(b);
      boolean measure = measures(keep, step, extent) && measured.add(b);
      if (keep || measure) {
        float[] values = Arrays.copyOfRange(parameters, b.offset(), b.offset() + b.size());
        if (keep) {
          keep(b, values, step, epoch);
        }
        if (measure) {
          measure(b, values, step, epoch, tally);
        }
      }
    }
  }

  private boolean keeps(ParameterBlock b, long step, int epoch, SnapshotExtent extent) {
    return switch (extent) {
      case ALL_LAYERS -> experiment.snapshots().keepsLayer(b.layerName());
      case EPOCH_END -> experiment.snapshots().keeps(b.layerName(), step, epoch);
      case INSIDE_EPOCH -> experiment.snapshots().keeps(b.layerName(), step, -1);
    };
  }

  private boolean measures(boolean kept, long step, SnapshotExtent extent) {
    StatisticsCadence cadence = experiment.metrics().statistics();
    return cadence != StatisticsCadence.NONE
        && (extent != SnapshotExtent.INSIDE_EPOCH
            || (kept && cadence == StatisticsCadence.SNAPSHOTS)
            || experiment.metrics().measuresStep(step));
  }

  private void keep(ParameterBlock b, float[] values, long step, int epoch) throws IOException {
    sink.submit(
        4L * values.length,
        target ->
            target.publish(
                Snapshot.whole(
                    run,
                    Event.MODEL,
                    step,
                    epoch,
                    b.layerName(),
                    b.param(),
                    b.rows(),
                    b.cols(),
                    experiment.snapshots().storage().kept(values))));
  }

  private void measure(ParameterBlock b, float[] values, long step, int epoch, Tally tally)
      throws IOException {
    LayerStatistics.Updates updates =
        epoch < 0 ? LayerStatistics.Updates.UNKNOWN : readings.since(b, epoch, tally);
    List<Integer> silent = dead.get(b.layerName());
    sink.submit(
        4L * values.length,
        target ->
            target.publish(
                statistics.of(run, Event.MODEL, step, epoch, b, values, updates, silent)));
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
    List<Integer> silent = dead.get(name);
    if (silent != null) {
      double share = (double) silent.size() / w.rows();
      metric(step, epoch, MetricNames.deadFraction(name), share, now);
    }
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
