// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelState;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.dataset.api.DataSet;

/**
 * DL4J's worker with our kernel: it takes parameters and state out of DL4J's views, trains, and
 * puts them back.
 */
final class FusedWorker extends AveragingWorker {
  private static final long serialVersionUID = 1L;

  private transient Kernel kernel;
  private transient UpdaterState states;

  FusedWorker(Broadcast<NetBroadcastTuple> state, WorkerConfiguration configuration) {
    super(state, configuration);
  }

  @Override
  void begin(MultiLayerNetwork network, int updates) {
    states = new UpdaterState(seat().setup().experiment().training().optimiser());
    kernel = seat().kernel(initial());
    kernel.restore(
        states.ours(
            initial(), FloatArrays.floats(network.getUpdater().getStateViewArray()), updates));
  }

  @Override
  public ParameterAveragingTrainingResult processMinibatch(
      DataSet minibatch, MultiLayerNetwork network, boolean last) {
    goOn();
    Minibatch rows = (Minibatch) minibatch;
    double before = meter().tally().lossSum();
    kernel.step(rows.data(), rows.order(), rows.from(), rows.to(), meter().tally());
    meter().counted(rows, meter().tally().lossSum() - before, () -> kernel.state().parameters());
    if (!last && !meter().failed()) {
      return null;
    }
    KernelState state = kernel.state();
    FloatArrays.put(state.parameters(), network.params());
    FloatArrays.put(states.theirs(state), network.getUpdater().getStateViewArray());
    network.setScore(meter().tally().meanLoss());
    return getFinalResult(network);
  }
}
