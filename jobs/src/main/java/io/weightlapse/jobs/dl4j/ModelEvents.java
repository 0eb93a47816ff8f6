// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.training.EpochLine;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Publishes the snapshots and metrics of a distributed run's own model. */
final class ModelEvents {
  private final String run;
  private final Experiment experiment;
  private final EventSink sink;
  private final Set<ParameterBlock> published = new HashSet<>(); // of the step below
  private long publishedStep = -1;

  ModelEvents(RunManifest manifest, EventSink sink) {
    this.run = manifest.run();
    this.experiment = manifest.experiment();
    this.sink = sink;
  }

  /** Every layer that the policy ever keeps. */
  void whole(float[] parameters, long step, int epoch) throws IOException {
    for (ParameterBlock b : experiment.network().layout().blocks()) {
      if (experiment.snapshots().keepsLayer(b.layerName())) {
        snapshot(b, parameters, step, epoch);
      }
    }
  }

  /** What the policy keeps of a round's end. */
  void after(Round round, float[] parameters, boolean last) throws IOException {
    for (ParameterBlock b : experiment.network().layout().blocks()) {
      if (round.keeps(experiment.snapshots(), Event.MODEL, b.layerName(), last)) {
        snapshot(b, parameters, round.step(), round.epoch());
      }
    }
  }

  /** Once a step: a round's end can also be where the run stops. */
  private void snapshot(ParameterBlock b, float[] parameters, long step, int epoch)
      throws IOException {
    if (step != publishedStep) {
      published.clear();
      publishedStep = step;
    }
    if (!published.add(b)) {
      return;
    }
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
            experiment.snapshots().storage().kept(values)));
  }

  /** A round's numbers. */
  void round(RoundReport report) throws IOException {
    Instant now = Instant.now();
    long step = report.round().step();
    int epoch = report.round().epoch();
    metric(step, epoch, MetricNames.ROUND_SECONDS, report.seconds(), now);
    metric(step, epoch, MetricNames.ROUND_OVERHEAD_SECONDS, report.overhead(), now);
    metric(step, epoch, MetricNames.ROUND_DIVERGENCE, report.divergence(), now);
    for (Map.Entry<String, Double> phase : report.phases().entrySet()) {
      metric(step, epoch, MetricNames.roundPhase(phase.getKey()), phase.getValue(), now);
    }
  }

  /** Another phase of a round. */
  void phase(Round round, String name, double seconds) throws IOException {
    metric(round.step(), round.epoch(), MetricNames.roundPhase(name), seconds, Instant.now());
  }

  /** An epoch's numbers. */
  void epoch(EpochLine line, EpochSums sums, float[] parameters) throws IOException {
    Instant now = Instant.now();
    known(line, MetricNames.TRAIN_LOSS, line.loss(), now);
    known(line, MetricNames.TRAIN_ACCURACY, line.accuracy(), now);
    known(line, MetricNames.SAMPLES_PER_SECOND, sums.samplesPerSecond(), now);
    optional(line, MetricNames.TRAIN_SUM_SQUARED_ERROR, line.sumSquaredError(), now);
    optional(line, MetricNames.VALIDATION_LOSS, line.validationLoss(), now);
    optional(line, MetricNames.VALIDATION_ACCURACY, line.validationAccuracy(), now);
    optional(line, MetricNames.TEST_LOSS, line.testLoss(), now);
    optional(line, MetricNames.TEST_ACCURACY, line.testAccuracy(), now);
    List<ParameterBlock> blocks = experiment.network().layout().blocks();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).param() == Param.W) {
        layer(line, blocks.get(i), i, sums, parameters, now);
      }
    }
  }

  private void layer(
      EpochLine line, ParameterBlock w, int tensor, EpochSums sums, float[] parameters, Instant now)
      throws IOException {
    double norm = 0;
    double mean = 0;
    for (int i = w.offset(); i < w.offset() + w.size(); i++) {
      double v = parameters[i];
      norm += v * v;
      mean += Math.abs(v);
    }
    mean /= w.size();
    known(line, MetricNames.weightNorm(w.layerName()), Math.sqrt(norm), now);
    double gradient = sums.gradientNorm(tensor);
    if (!Double.isNaN(gradient)) { // DL4J's engine does not tell
      double update = sums.meanUpdate(tensor, w.size());
      double ratio = mean == 0 ? Double.NaN : Math.log10(update / mean);
      known(line, MetricNames.gradientNorm(w.layerName()), gradient, now);
      known(line, MetricNames.updateRatio(w.layerName()), ratio, now);
    }
  }

  private void optional(EpochLine line, String name, double value, Instant time)
      throws IOException {
    if (!Double.isNaN(value)) {
      known(line, name, value, time);
    }
  }

  private void known(EpochLine line, String name, double value, Instant time) throws IOException {
    metric(line.step(), line.epoch(), name, value, time);
  }

  void metric(long step, int epoch, String name, double value, Instant time) throws IOException {
    sink.publish(new Metric(run, Event.MODEL, step, epoch, name, value, time));
  }
}
