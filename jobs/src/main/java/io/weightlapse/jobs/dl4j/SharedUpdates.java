// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.jobs.Sharing;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.BarrierTaskContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.residual.ResidualClippingPostProcessor;
import org.deeplearning4j.spark.parameterserver.networking.v2.WiredEncodingHandler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the workers of one process share for an epoch. DL4J's thresholds go on from epoch to epoch;
 * parts of updates that are still waiting at an epoch's end are dropped, as DL4J does.
 */
final class SharedUpdates {
  private record Key(String run, int stage, int attempt) {}

  private static final Map<Key, SharedUpdates> OPEN = new ConcurrentHashMap<>();
  private static final Map<String, ThresholdAlgorithm> THRESHOLDS = new ConcurrentHashMap<>();

  private final Key key;
  private final WiredEncodingHandler handler;
  private final LockStep steps;
  private final AtomicInteger inside;

  private SharedUpdates(Key key, int workers, Sharing sharing, long parameters) {
    this.key = key;
    this.inside = new AtomicInteger(workers);
    ThresholdAlgorithm threshold =
        THRESHOLDS.computeIfAbsent(key.run(), run -> SharingMaster.threshold(sharing)).clone();
    this.handler =
        new WiredEncodingHandler(threshold, new ResidualClippingPostProcessor(5, 5), null, false);
    this.steps = new LockStep(workers, handler, parameters);
  }

  /** Takes part; all workers of the run are in this process. */
  static SharedUpdates join(
      WorkerSetup setup, Round round, Sharing sharing, MultiLayerNetwork network) {
    String run = setup.run();
    BarrierTaskContext task = BarrierTaskContext.get();
    Key key = new Key(run, task.stageId(), task.stageAttemptNumber());
    OPEN.keySet().removeIf(k -> k.run().equals(run) && !k.equals(key)); // of tasks that were killed
    if (round.epoch() == 0) {
      THRESHOLDS.remove(run);
    }
    long parameters = network.numParams();
    SharedUpdates shared =
        OPEN.computeIfAbsent(key, k -> new SharedUpdates(k, setup.workers(), sharing, parameters));
    shared.steps.touch();
    network.setGradientsAccumulator(shared.steps);
    return shared;
  }

  /** A step for which this worker has no minibatch: it takes the others' updates. */
  void idle(MultiLayerNetwork network) {
    INDArray parameters = network.params();
    steps.join();
    steps.applyUpdate(
        network.getOptimizer().getStepFunction(),
        parameters,
        Nd4j.create(parameters.length()),
        true);
  }

  /** Nobody can go on. */
  void stop() {
    steps.stop();
  }

  boolean stopped() {
    return steps.stopped();
  }

  /** This worker is through with the epoch; the last one tidies up. */
  void leave() {
    if (inside.decrementAndGet() == 0) {
      ThresholdAlgorithm next = handler.getAverageThresholdAlgorithm();
      if (next != null) {
        THRESHOLDS.put(key.run(), next);
      }
      OPEN.remove(key);
      steps.free();
    }
  }
}
