// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.jobs.gpu.TaskDevice;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's worker, with a network that stays in the executor, and with what it did to tell. One
 * instance does one round.
 */
class AveragingWorker extends ParameterAveragingTrainingWorker {
  private static final long serialVersionUID = 1L;

  private final Broadcast<NetBroadcastTuple> state;
  private final WorkerConfiguration configuration;
  private transient Seat seat;
  private transient RoundMeter meter;
  private transient float[] initial;
  private transient long loadedNanos;

  AveragingWorker(Broadcast<NetBroadcastTuple> state, WorkerConfiguration configuration) {
    super(state, true, configuration, null, null, null);
    this.state = state;
    this.configuration = configuration;
  }

  /** Takes the place in which the round is done. */
  final void sit(Seat newSeat, RoundMeter newMeter) {
    this.seat = newSeat;
    this.meter = newMeter;
  }

  final Seat seat() {
    return seat;
  }

  final RoundMeter meter() {
    return meter;
  }

  /** The parameters that the round began with. */
  final float[] initial() {
    return initial;
  }

  /** How long it took to get the round's state into place. */
  final long loadedNanos() {
    return loadedNanos;
  }

  /** Where updates are shared: what this worker's threshold has become; else null. */
  ThresholdAlgorithm threshold() {
    return null;
  }

  /**
   * Fails where the task has been cancelled: Spark does not interrupt its thread, which may be
   * writing a file.
   */
  static void goOn() {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("stopped");
    }
  }

  /** The round has failed. */
  void abandon() {
    // nobody waits for this worker
  }

  @Override
  public final MultiLayerNetwork getInitialModel() {
    long begin = System.nanoTime();
    TaskDevice.bindCurrent();
    PackedState packed = (PackedState) state.getValue();
    initial = packed.parameterValues();
    MultiLayerNetwork network = seat.network(initial);
    FloatArrays.put(initial, network.params());
    FloatArrays.put(packed.updaterValues(), network.getUpdater().getStateViewArray());
    network.getLayerWiseConfigurations().setIterationCount(packed.iterations());
    begin(network, packed.iterations());
    loadedNanos = System.nanoTime() - begin;
    return network;
  }

  /** The network has its state of the round's beginning. */
  void begin(MultiLayerNetwork network, int updates) {
    // the masks of a round depend on the seed alone, so that it can be done again
    Nd4j.getRandom().setSeed(seat.seed() * 1_000_003L + updates);
    network.setListeners(new OutputMeter(seat.setup().experiment().network(), meter));
  }

  @Override
  public ParameterAveragingTrainingResult processMinibatch(
      DataSet minibatch, MultiLayerNetwork network, boolean last) {
    goOn();
    meter.begin((Minibatch) minibatch);
    double penalty = network.calcRegularizationScore(true);
    super.processMinibatch(minibatch, network, false);
    meter.fitted(
        (Minibatch) minibatch,
        (network.score() - penalty) * minibatch.numExamples(),
        () -> FloatArrays.floats(network.params()));
    return last || meter.failed() ? getFinalResult(network) : null;
  }

  @Override
  public final WorkerConfiguration getDataConfiguration() {
    return configuration;
  }
}
