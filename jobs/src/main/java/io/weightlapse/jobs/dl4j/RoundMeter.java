// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.training.Divergence;
import io.weightlapse.core.training.TrainingOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Counts what one worker does in a round, and notes the minibatches that are to be told of. */
final class RoundMeter {
  private final Experiment experiment;
  private final TrainingOptions options;
  private final Round round;
  private final String run;
  private final int worker;
  private final int workers;
  private final Tally tally;
  private final List<Metric> metrics = new ArrayList<>();
  private double lossSum;
  private long correct;
  private long samples;
  private int done;
  private long pending; // right samples of DL4J's minibatch under way
  private Minibatch current;
  private String failure = "";

  RoundMeter(WorkerSetup setup, int worker, Round round) {
    this.experiment = setup.experiment();
    this.options = setup.options();
    this.round = round;
    this.run = setup.run();
    this.worker = worker;
    this.workers = setup.workers();
    this.tally = new Tally(experiment.network().layout().size());
  }

  /** What our kernel counts into. */
  Tally tally() {
    return tally;
  }

  /**
   * Our kernel trained on a minibatch.
   *
   * @param parameters as they are now; asked for where the loss is not finite
   */
  void counted(Minibatch minibatch, double loss, Supplier<float[]> parameters) {
    note(minibatch, loss, tally.correct() - correct, parameters);
  }

  /** DL4J trained on a minibatch; {@link #right} was told before. */
  void fitted(Minibatch minibatch, double loss, Supplier<float[]> parameters) {
    note(minibatch, loss, pending, parameters);
  }

  /** DL4J is about to train on a minibatch. */
  void begin(Minibatch minibatch) {
    current = minibatch;
  }

  /** The minibatch that DL4J trains on. */
  Minibatch current() {
    return current;
  }

  /** So many samples of the minibatch under way were right. */
  void right(long count) {
    pending = count;
  }

  private void note(Minibatch minibatch, double loss, long right, Supplier<float[]> parameters) {
    int rows = minibatch.to() - minibatch.from();
    int index = round.first() + worker + done * workers;
    long step = round.stepAfter(index);
    done++;
    lossSum += loss;
    correct += right;
    samples += rows;
    if (!Double.isFinite(loss) && !options.allowNan() && failure.isEmpty()) {
      failure =
          "worker "
              + worker
              + ": "
              + Divergence.describe(
                  experiment.network(),
                  parameters.get(),
                  minibatch.data(),
                  Arrays.copyOfRange(minibatch.order(), minibatch.from(), minibatch.to()),
                  step,
                  loss / rows);
    }
    int every = experiment.metrics().everySteps();
    if (every > 0 && step % every == 0) {
      Instant time = Instant.now();
      metric(step, MetricNames.BATCH_LOSS, loss / rows, time);
      metric(step, MetricNames.BATCH_ACCURACY, (double) right / rows, time);
    }
  }

  private void metric(long step, String name, double value, Instant time) {
    metrics.add(new Metric(run, worker, step, round.epoch(), name, value, time));
  }

  /** Metrics of the round so far, its own at its end included. */
  List<Metric> metrics(double moved, double seconds) {
    Instant time = Instant.now();
    if (samples > 0) {
      metric(round.step(), MetricNames.WORKER_LOSS, lossSum / samples, time);
      metric(round.step(), MetricNames.WORKER_ACCURACY, (double) correct / samples, time);
      metric(round.step(), MetricNames.WORKER_MOVED, moved, time);
      metric(round.step(), MetricNames.WORKER_SECONDS, seconds, time);
    }
    return metrics;
  }

  /** Whether the training cannot go on. */
  boolean failed() {
    return !failure.isEmpty();
  }

  String failure() {
    return failure;
  }

  double lossSum() {
    return lossSum;
  }

  long correct() {
    return correct;
  }

  long samples() {
    return samples;
  }

  int steps() {
    return done;
  }
}
