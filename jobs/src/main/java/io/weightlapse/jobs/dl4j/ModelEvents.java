// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.QueuedSink;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.training.EpochLine;
import io.weightlapse.core.training.LayerStatistics;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Publishes the snapshots, statistics and metrics of a distributed run's own model. */
final class ModelEvents {
  private final String run;
  private final Experiment experiment;
  private final QueuedSink sink;
  private final ModelStatistics statistics;
  private final Set<ParameterBlock> published = new HashSet<>(); // of the step below
  private final Set<ParameterBlock> measured = new HashSet<>();
  private long publishedStep = -1;
  private Map<String, List<Integer>> dead = Map.of(); // of that step, by layer

  /** Events into a sink; what costs time is done on its thread. */
  ModelEvents(RunManifest manifest, QueuedSink sink, ModelStatistics statistics) {
    this.run = manifest.run();
    this.experiment = manifest.experiment();
    this.sink = sink;
    this.statistics = statistics;
  }

  /** Every layer that the policy ever keeps: the first state, or where the run stopped. */
  void whole(float[] parameters, long step, int epoch, EpochSums sums) throws IOException {
    begin(step);
    silent(parameters);
    List<ParameterBlock> blocks = experiment.network().layout().blocks();
    for (int i = 0; i < blocks.size(); i++) {
      ParameterBlock b = blocks.get(i);
      boolean kept = experiment.snapshots().keepsLayer(b.layerName());
      boolean due = ModelStatistics.due(experiment.metrics(), true, kept, step, step);
      state(b, i, parameters, new State(step, epoch, kept, due), sums);
    }
  }

  /** What the policy keeps of a round's end, and the statistics that are due there. */
  void after(Round round, float[] parameters, boolean last, EpochSums sums) throws IOException {
    begin(round.step());
    if (round.endsEpoch()) {
      silent(parameters);
    }
    List<ParameterBlock> blocks = experiment.network().layout().blocks();
    for (int i = 0; i < blocks.size(); i++) {
      ParameterBlock b = blocks.get(i);
      boolean kept = round.keeps(experiment.snapshots(), Event.MODEL, b.layerName(), last);
      boolean due =
          ModelStatistics.due(
              experiment.metrics(), round.endsEpoch(), kept, round.stepBefore() + 1, round.step());
      state(b, i, parameters, new State(round.step(), round.epoch(), kept, due), sums);
    }
  }

  /** A round's end can also be where the run stops: everything once a step. */
  private void begin(long step) {
    if (step != publishedStep) {
      published.clear();
      measured.clear();
      dead = Map.of();
      publishedStep = step;
    }
  }

  private void silent(float[] parameters) {
    if (dead.isEmpty()) {
      dead = statistics.dead(parameters);
    }
  }

  /** What is to be done with a tensor's state. */
  private record State(long step, int epoch, boolean kept, boolean due) {}

  private void state(ParameterBlock b, int tensor, float[] parameters, State state, EpochSums sums)
      throws IOException {
    boolean keep = state.kept() && published.add(b);
    boolean measure = state.due() && measured.add(b);
    if (!keep && !measure) {
      return;
    }
    float[] values = Arrays.copyOfRange(parameters, b.offset(), b.offset() + b.size());
    if (keep) {
      sink.submit(4L * values.length, target -> target.publish(snapshot(b, values, state)));
    }
    if (measure) {
      LayerStatistics.Updates updates =
          state.epoch() < 0
              ? LayerStatistics.Updates.UNKNOWN
              : statistics.updates(tensor, b, state.epoch(), sums);
      List<Integer> none = dead.get(b.layerName());
      sink.submit(
          4L * values.length,
          target ->
              target.publish(statistics.of(state.step(), state.epoch(), b, values, updates, none)));
    }
  }

  private Snapshot snapshot(ParameterBlock b, float[] values, State state) {
    return Snapshot.whole(
        run,
        Event.MODEL,
        state.step(),
        state.epoch(),
        b.layerName(),
        b.param(),
        b.rows(),
        b.cols(),
        experiment.snapshots().storage().kept(values));
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
    List<Integer> silent = dead.get(w.layerName());
    if (silent != null) {
      double share = (double) silent.size() / w.rows();
      known(line, MetricNames.deadFraction(w.layerName()), share, now);
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
