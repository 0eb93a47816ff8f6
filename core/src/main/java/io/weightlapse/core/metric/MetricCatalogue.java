// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.metric;

import static io.weightlapse.core.metric.MetricDefinition.ofRun;

import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.util.Checks;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every metric there is. What is published and stands not here fails a test. */
public final class MetricCatalogue {
  /** Metrics of runs; where several match a name, the first is meant. */
  private static final List<MetricDefinition> TRAINING =
      List.of(
          ofRun(
              MetricNames.TRAIN_LOSS,
              MetricUnit.LOSS,
              "Mean loss over the epoch's minibatches, each measured before its update."),
          ofRun(
              MetricNames.TRAIN_ACCURACY,
              MetricUnit.SHARE,
              "Share of the epoch's samples classified rightly, measured before the updates."),
          ofRun(
              MetricNames.TRAIN_SUM_SQUARED_ERROR,
              MetricUnit.LOSS,
              "Sum over the epoch's samples of the squared error; only where the loss is MSE."),
          ofRun(
              MetricNames.BATCH_LOSS,
              MetricUnit.LOSS,
              "Mean loss of one minibatch, measured before its update."),
          ofRun(
              MetricNames.BATCH_ACCURACY,
              MetricUnit.SHARE,
              "Share of one minibatch classified rightly, measured before its update."),
          ofRun(
              MetricNames.VALIDATION_LOSS,
              MetricUnit.LOSS,
              "Mean loss of the validation samples after the epoch."),
          ofRun(
              MetricNames.VALIDATION_ACCURACY,
              MetricUnit.SHARE,
              "Share of the validation samples classified rightly after the epoch."),
          ofRun(
              MetricNames.TEST_LOSS,
              MetricUnit.LOSS,
              "Mean loss of the test samples after the epoch."),
          ofRun(
              MetricNames.TEST_ACCURACY,
              MetricUnit.SHARE,
              "Share of the test samples classified rightly after the epoch."),
          ofRun(
              MetricNames.SAMPLES_PER_SECOND,
              MetricUnit.SAMPLES_PER_SECOND,
              "Samples trained on in a second of the epoch."),
          ofRun(
              MetricNames.weightNorm("{layer}"),
              MetricUnit.NORM,
              "L2 norm of the layer's weights at the end of the epoch."),
          ofRun(
              MetricNames.gradientNorm("{layer}"),
              MetricUnit.NORM,
              "Root mean square over the epoch's steps of the L2 norm of the layer's gradient."),
          ofRun(
              MetricNames.updateRatio("{layer}"),
              MetricUnit.LOG10,
              "log10 of mean |update| / mean |weight| over the epoch; healthy near -3."),
          ofRun(
              MetricNames.deadFraction("{layer}"),
              MetricUnit.SHARE,
              "Share of the layer's ReLU units that give 0 for each of 256 training samples."),
          ofRun(
              MetricNames.ROUND_SECONDS,
              MetricUnit.SECONDS,
              "Duration of a round of distributed training, from average to average."),
          ofRun(
              MetricNames.ROUND_OVERHEAD_SECONDS,
              MetricUnit.SECONDS,
              "Duration of a round beyond the minibatches of its slowest worker."),
          ofRun(
              MetricNames.ROUND_DIVERGENCE,
              MetricUnit.NORM,
              "Root mean square of the workers' distances to their average at a round's end."),
          ofRun(
              MetricNames.roundPhase("{phase}"),
              MetricUnit.SECONDS,
              "Duration of one phase of a round, such as broadcast, minibatches or average."),
          ofRun(
              MetricNames.WORKER_LOSS,
              MetricUnit.LOSS,
              "Mean loss of one worker's minibatches in a round, before their updates."),
          ofRun(
              MetricNames.WORKER_ACCURACY,
              MetricUnit.SHARE,
              "Share of one worker's samples in a round classified rightly."),
          ofRun(
              MetricNames.WORKER_MOVED,
              MetricUnit.NORM,
              "Distance that one worker's parameters moved in a round."),
          ofRun(
              MetricNames.WORKER_SECONDS,
              MetricUnit.SECONDS,
              "Time that one worker spent on the minibatches of a round."),
          ofRun(
              MetricNames.EVALUATION_LOSS,
              MetricUnit.LOSS,
              "Mean loss of the samples on which the trained model was evaluated."),
          ofRun(
              MetricNames.EVALUATION_ACCURACY,
              MetricUnit.SHARE,
              "Share of those samples that the trained model classifies rightly."),
          ofRun(
              "evaluation.class.{class}.precision",
              MetricUnit.SHARE,
              "Of the samples that the trained model gave a class, the share that has it."),
          ofRun(
              "evaluation.class.{class}.recall",
              MetricUnit.SHARE,
              "Of the samples that have a class, the share that the trained model gave it."),
          ofRun(
              "hessian.top.{k}",
              MetricUnit.CURVATURE,
              "The k-th greatest eigenvalue of the Hessian of the mean loss; 1 is the sharpness."),
          ofRun(
              "hessian.bottom.{k}",
              MetricUnit.CURVATURE,
              "The k-th least eigenvalue of the Hessian of the mean loss."),
          ofRun(
              MetricNames.residualOf("hessian.top.{k}"),
              MetricUnit.CURVATURE,
              "How exact that eigenvalue is: |H v - lambda v|."),
          ofRun(
              MetricNames.residualOf("hessian.bottom.{k}"),
              MetricUnit.CURVATURE,
              "How exact that eigenvalue is: |H v - lambda v|."),
          ofRun(
              MetricNames.HESSIAN_TRACE,
              MetricUnit.CURVATURE,
              "Trace of the Hessian of the mean loss, estimated."),
          ofRun(
              MetricNames.HESSIAN_TRACE_ERROR,
              MetricUnit.CURVATURE,
              "Standard error of the estimated trace."),
          ofRun(
              MetricNames.HESSIAN_STABILITY,
              MetricUnit.RATIO,
              "Greatest eigenvalue x learning rate / 2: full-batch gradient descent tends to 1."));

  private static final List<MetricDefinition> ALL = all(TRAINING, PipelineMetrics.ALL);

  private MetricCatalogue() {}

  /** All metrics: those of runs, then those of the pipeline. */
  public static List<MetricDefinition> all() {
    return ALL;
  }

  /** The metrics of runs. */
  public static List<MetricDefinition> training() {
    return TRAINING;
  }

  /** The metrics of the pipeline, which Prometheus reads. */
  public static List<MetricDefinition> pipeline() {
    return PipelineMetrics.ALL;
  }

  /** What a metric of a run is, if it is known: {@code layer.l1.weight_norm}. */
  public static Optional<MetricDefinition> training(String name) {
    return TRAINING.stream().filter(d -> d.match(name).isPresent()).findFirst();
  }

  /** The metric of the pipeline with that very name. */
  public static Optional<MetricDefinition> pipeline(String name) {
    return PipelineMetrics.ALL.stream().filter(d -> d.name().equals(name)).findFirst();
  }

  private static List<MetricDefinition> all(
      List<MetricDefinition> training, List<MetricDefinition> pipeline) {
    Set<String> names = new LinkedHashSet<>();
    List<MetricDefinition> all = Stream.concat(training.stream(), pipeline.stream()).toList();
    all.forEach(d -> Checks.require(names.add(d.name()), "names must differ: was %s", d.name()));
    return all;
  }
}
