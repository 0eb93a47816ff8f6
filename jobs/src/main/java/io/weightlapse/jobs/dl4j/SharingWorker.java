// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.ParameterBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.dataset.api.DataSet;

/** A worker whose updates go to all others, and theirs to it, at each minibatch. */
final class SharingWorker extends AveragingWorker {
  private static final long serialVersionUID = 1L;

  private final Round round;
  private final Shared shared;
  private transient SharedUpdates updates;
  private transient ThresholdAlgorithm threshold;
  private transient int done;

  SharingWorker(
      Broadcast<NetBroadcastTuple> state,
      WorkerConfiguration configuration,
      Round round,
      Shared shared) {
    super(state, configuration);
    this.round = round;
    this.shared = shared;
  }

  @Override
  void begin(MultiLayerNetwork network, int iterations) {
    super.begin(network, iterations);
    updates = SharedUpdates.join(shared, seat().worker(), round, network);
  }

  @Override
  public ParameterAveragingTrainingResult processMinibatch(
      DataSet minibatch, MultiLayerNetwork network, boolean last) {
    try {
      super.processMinibatch(minibatch, network, false);
      int index = round.first() + seat().worker() + done * seat().setup().workers();
      keep(network, round.stepAfter(index));
      done++;
      if (meter().failed()) {
        updates.stop();
      } else if (last) {
        int most = round.mostUpdates(seat().setup().workers());
        for (int step = done; step < most; step++) {
          updates.idle(network);
        }
      }
    } catch (RuntimeException e) {
      if (!updates.stopped()) {
        throw e;
      }
    }
    if (!last && !updates.stopped()) {
      return null;
    }
    threshold = updates.leave();
    return getFinalResult(network);
  }

  /** What the policy keeps of a step; the round's end is kept by its task. */
  private void keep(MultiLayerNetwork network, long step) {
    Experiment experiment = seat().setup().experiment();
    if (step == round.step()) {
      return;
    }
    float[] parameters = null;
    for (ParameterBlock b : experiment.network().layout().blocks()) {
      if (experiment.snapshots().keeps(seat().worker(), b.layerName(), step, -1)) {
        parameters = parameters == null ? FloatArrays.floats(network.params()) : parameters;
        publish(b, Arrays.copyOfRange(parameters, b.offset(), b.offset() + b.size()), step);
      }
    }
  }

  private void publish(ParameterBlock b, float[] values, long step) {
    try {
      seat()
          .sink()
          .publish(
              Snapshot.whole(
                  seat().setup().run(),
                  seat().worker(),
                  step,
                  round.epoch(),
                  b.layerName(),
                  b.param(),
                  b.rows(),
                  b.cols(),
                  values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  void abandon() {
    if (updates != null) {
      updates.abandon();
    }
  }

  @Override
  ThresholdAlgorithm threshold() {
    return threshold;
  }
}
