// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.StatisticsCadence;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.training.LayerStatistics;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.ThisExecutor;
import io.weightlapse.jobs.gpu.TaskDevice;
import io.weightlapse.jobs.metrics.JobCounters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.deeplearning4j.spark.api.worker.ExecuteWorkerFlatMap;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.dataset.DataSet;

/** One worker's round, in an executor: DL4J's loop over minibatches that are there already. */
final class RoundTask implements Function2<Integer, Iterator<Integer>, Iterator<PackedResult>> {
  private static final long serialVersionUID = 1L;

  private final WorkerSetup setup;
  private final Round round;
  private final AveragingWorker worker;
  private final Faults faults;

  RoundTask(WorkerSetup setup, Round round, AveragingWorker worker, Faults faults) {
    this.setup = setup;
    this.round = round;
    this.worker = worker;
    this.faults = faults;
  }

  @Override
  public Iterator<PackedResult> call(Integer index, Iterator<Integer> none) throws Exception {
    ThisExecutor.requireRun(Home.open(setup.home()), setup.run());
    if (setup.engine() == Engine.DL4J) {
      TaskDevice.bindCurrent(); // before anything is laid out in a device's memory
    }
    Seat seat = Seat.take(setup, index, round);
    try {
      PackedResult result = work(seat);
      seat.giveBack(round);
      faults.after(round, index);
      return List.of(result).iterator();
    } catch (Exception | Error e) {
      worker.abandon();
      seat.close();
      throw e;
    }
  }

  private PackedResult work(Seat seat) throws Exception {
    long begin = System.nanoTime();
    RoundMeter meter = new RoundMeter(setup, seat.worker(), round);
    List<DataSet> minibatches = minibatches(seat);
    worker.sit(seat, meter);
    long ready = System.nanoTime();
    ParameterAveragingTrainingResult result =
        new ExecuteWorkerFlatMap<>(worker).call(minibatches.iterator()).next();
    faults.during(round, seat.worker());
    long trained = System.nanoTime();
    JobCounters.steps(meter.steps());
    JobCounters.samples(meter.samples());
    boolean idle = minibatches.isEmpty();
    float[] parameters = FloatArrays.floats(result.getParameters());
    AveragingWorker.goOn(); // nothing of a cancelled round is stored
    double moved2 = idle ? 0 : distance2(parameters, worker.initial());
    long loaded = idle ? 0 : worker.loadedNanos();
    publish(seat, meter, parameters, Math.sqrt(moved2), (trained - ready - loaded) / 1e9);
    long published = System.nanoTime();
    byte[] bytes = FloatArrays.bytes(result.getParameters());
    byte[] updater = FloatArrays.bytes(result.getUpdaterState());
    return new PackedResult(
        bytes,
        updater,
        result.getScore(),
        new RoundNote(
            seat.worker(),
            seat.writer(),
            meter.lossSum(),
            meter.correct(),
            meter.samples(),
            meter.steps(),
            tensors(meter.tally(), true),
            tensors(meter.tally(), false),
            moved2,
            ready - begin + loaded,
            trained - ready - loaded,
            published - trained,
            System.nanoTime() - published,
            setup.engine() == Engine.FUSED && Kernels.scalar(),
            meter.failure(),
            seat.sink().report(),
            worker.threshold()));
  }

  private List<DataSet> minibatches(Seat seat) {
    Dataset data = seat.data();
    int[] order = seat.order(round.epoch(), data.rows());
    int batch = setup.experiment().training().batch();
    List<DataSet> dealt = new ArrayList<>();
    for (int m = round.first() + seat.worker(); m < round.end(); m += setup.workers()) {
      dealt.add(new Minibatch(data, order, m * batch, Math.min(data.rows(), (m + 1) * batch)));
    }
    return dealt;
  }

  /** Events of the round, durable when this returns. */
  private void publish(
      Seat seat, RoundMeter meter, float[] parameters, double moved, double seconds)
      throws IOException {
    Experiment experiment = setup.experiment();
    boolean last = round.endsEpoch() && round.epoch() == experiment.training().epochs() - 1;
    for (ParameterBlock b : experiment.network().layout().blocks()) {
      if (parameters.length > 0
          && round.keeps(experiment.snapshots(), seat.worker(), b.layerName(), last)) {
        float[] values = Arrays.copyOfRange(parameters, b.offset(), b.offset() + b.size());
        if (experiment.metrics().statistics() == StatisticsCadence.SNAPSHOTS) {
          seat.sink().publish(statistics(seat, meter, b, values));
        }
        seat.sink()
            .publish(
                Snapshot.whole(
                    setup.run(),
                    seat.worker(),
                    round.step(),
                    round.epoch(),
                    b.layerName(),
                    b.param(),
                    b.rows(),
                    b.cols(),
                    experiment.snapshots().storage().kept(values)));
      }
    }
    for (Metric metric : meter.metrics(moved, seconds)) {
      seat.sink().publish(metric);
    }
    seat.sink().flush();
  }

  /** What a worker did to a tensor in the round: changes are those since the last average. */
  private LayerStats statistics(Seat seat, RoundMeter meter, ParameterBlock b, float[] values) {
    float[] before = Arrays.copyOfRange(worker.initial(), b.offset(), b.offset() + b.size());
    LayerStatistics statistics = new LayerStatistics();
    statistics.restore(
        List.of(
            new LayerStatistics.Earlier(seat.worker(), b.offset(), round.stepBefore(), before)));
    LayerStatistics.Updates updates = LayerStatistics.Updates.UNKNOWN;
    if (setup.engine() == Engine.FUSED && meter.tally().steps() > 0) {
      updates =
          new LayerStatistics.Updates(
              (int) meter.tally().steps(),
              meter.tally().gradientNorm(b),
              meter.tally().meanUpdate(b));
    }
    return statistics.of(
        setup.run(), seat.worker(), round.step(), round.epoch(), b, values, updates, null);
  }

  /** Sums over the round's steps, tensor by tensor; empty where our kernel did not count. */
  private double[] tensors(Tally tally, boolean squares) {
    if (setup.engine() != Engine.FUSED || tally.steps() == 0) {
      return new double[0];
    }
    List<ParameterBlock> blocks = setup.experiment().network().layout().blocks();
    double[] sums = new double[blocks.size()];
    for (int i = 0; i < sums.length; i++) {
      ParameterBlock b = blocks.get(i);
      sums[i] =
          squares
              ? Math.pow(tally.gradientNorm(b), 2) * tally.steps()
              : tally.meanUpdate(b) * tally.steps() * b.size();
    }
    return sums;
  }

  private static double distance2(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = (double) a[i] - b[i];
      sum += d * d;
    }
    return sum;
  }
}
