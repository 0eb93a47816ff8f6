// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.TrainingSpec;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.nn.TinyKernel;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.TorchRandom;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One run's loop over epochs and minibatches; the same in a Spark task, a test or a benchmark. It
 * publishes snapshots and metrics; whoever calls it publishes the beginning and the end of the run.
 */
public final class Training {
  private final RunManifest manifest;
  private final Experiment experiment;
  private final Dataset data;
  private final EventSink sink;
  private final TrainingListener listener;
  private final Clock clock;
  private final Kernel kernel;
  private final Tally tally;

  /**
   * A training that has not begun.
   *
   * @param data the experiment's samples
   * @param sink takes snapshots and metrics
   */
  public Training(
      RunManifest manifest, Dataset data, EventSink sink, TrainingListener listener, Clock clock) {
    this.manifest = manifest;
    this.experiment = manifest.experiment();
    this.data = data;
    this.sink = sink;
    this.listener = listener;
    this.clock = clock;
    this.kernel =
        new TinyKernel(
            experiment.network(), experiment.training().optimiser(), initialParameters(experiment));
    this.tally = new Tally(kernel.parameters().length);
  }

  /** The parameters before the first step. */
  public static float[] initialParameters(Experiment experiment) {
    TorchRandom random = new TorchRandom(experiment.training().seed());
    random.skip(experiment.init().skipDraws());
    return TorchInit.parameters(experiment.network(), random);
  }

  /** The live parameters. */
  public float[] parameters() {
    return kernel.parameters();
  }

  /** Trains to the end, or until the listener says stop. */
  public TrainingResult run() throws IOException {
    long begin = System.nanoTime();
    TrainingSpec spec = experiment.training();
    int[] order = new int[data.rows()];
    Arrays.setAll(order, i -> i);
    SplittableRandom shuffler = new SplittableRandom(spec.seed());
    snapshot(0, -1);
    long step = 0;
    int epoch = 0;
    boolean goOn = true;
    for (; epoch < spec.epochs() && goOn; epoch++) {
      if (spec.shuffle()) {
        shuffle(order, shuffler);
      }
      long epochBegin = System.nanoTime();
      tally.reset();
      step = epoch(order, step, epoch);
      boolean last = epoch == spec.epochs() - 1;
      goOn = listener.advanced(tally.steps());
      boolean keptAlready = experiment.snapshots().keepsStep(step);
      if (!keptAlready && (last || !goOn || experiment.snapshots().keepsEpoch(epoch))) {
        snapshot(step, epoch);
      }
      metrics(step, epoch, (System.nanoTime() - epochBegin) / 1e9);
    }
    RunState state = epoch == spec.epochs() ? RunState.DONE : RunState.STOPPED;
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new TrainingResult(
        manifest.run(), state, step, epoch, tally.meanLoss(), tally.accuracy(), seconds, "");
  }

  private long epoch(int[] order, long begin, int epoch) throws IOException {
    long step = begin;
    int batch = experiment.training().batch();
    boolean everyStep = experiment.snapshots().everySteps() > 0;
    for (int from = 0; from < order.length; from += batch) {
      kernel.step(data, order, from, Math.min(order.length, from + batch), tally);
      step++;
      if (everyStep && experiment.snapshots().keepsStep(step)) {
        snapshot(step, epoch);
      }
    }
    return step;
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
  }

  private void snapshot(long step, int epoch) throws IOException {
    for (ParameterBlock b : experiment.network().layout().blocks()) {
      if (experiment.snapshots().keepsLayer(b.layerName())) {
        float[] values = Arrays.copyOfRange(kernel.parameters(), b.offset(), b.offset() + b.size());
        sink.publish(
            Snapshot.whole(
                manifest.run(),
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

  private void metrics(long step, int epoch, double seconds) throws IOException {
    Instant now = clock.instant();
    metric(step, epoch, MetricNames.TRAIN_LOSS, tally.meanLoss(), now);
    metric(step, epoch, MetricNames.TRAIN_ACCURACY, tally.accuracy(), now);
    if (experiment.network().loss() == Loss.MSE) {
      double sum = tally.lossSum() * experiment.network().outputs();
      metric(step, epoch, MetricNames.TRAIN_SUM_SQUARED_ERROR, sum, now);
    }
    metric(step, epoch, MetricNames.SAMPLES_PER_SECOND, tally.samples() / seconds, now);
    for (LayerSpec layer : experiment.network().layers()) {
      ParameterBlock w = experiment.network().layout().find(layer.name(), Param.W);
      double norm = 0;
      double mean = 0;
      for (int i = w.offset(); i < w.offset() + w.size(); i++) {
        double v = kernel.parameters()[i];
        norm += v * v;
        mean += Math.abs(v);
      }
      mean /= w.size();
      double ratio = mean == 0 ? Double.NaN : Math.log10(tally.meanUpdate(w) / mean);
      String name = layer.name();
      metric(step, epoch, MetricNames.weightNorm(name), Math.sqrt(norm), now);
      metric(step, epoch, MetricNames.gradientNorm(name), tally.gradientNorm(w), now);
      metric(step, epoch, MetricNames.updateRatio(name), ratio, now);
    }
  }

  private void metric(long step, int epoch, String name, double value, Instant time)
      throws IOException {
    sink.publish(new Metric(manifest.run(), Event.MODEL, step, epoch, name, value, time));
  }
}
