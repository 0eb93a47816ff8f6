// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.accumulation.EncodingHandler;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.residual.ResidualClippingPostProcessor;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A worker's part in the sharing of an epoch: DL4J encodes what it sends, and decodes what all have
 * sent. Parts of updates that are still waiting at the epoch's end are dropped, as DL4J does.
 */
final class SharedUpdates {
  private final Shared shared;
  private final int worker;
  private final Handler handler;
  private final LockStep steps;
  private final UpdateBoards boards;
  private final UpdateBoard board;
  private final MeshNode node; // null where all workers are in one process

  private SharedUpdates(Shared shared, int worker, Round round) {
    this.shared = shared;
    this.worker = worker;
    MeshPlan plan = shared.plan();
    this.boards = UpdateBoards.of(plan.training(), plan.workers());
    this.board = boards.begin(shared.attempt());
    board.enter();
    this.node = shared.network() ? meet() : null;
    this.handler = new Handler(shared.threshold().clone());
    this.steps = new LockStep(handler, board, plan.workers(), round.minibatches());
  }

  /** Takes part in an epoch. */
  static SharedUpdates join(Shared shared, int worker, Round round, MultiLayerNetwork network) {
    SharedUpdates updates = new SharedUpdates(shared, worker, round);
    network.setGradientsAccumulator(updates.steps);
    return updates;
  }

  /** Where processes meet, no worker goes on before all can reach each other. */
  private MeshNode meet() {
    MeshNode own = MeshNode.join(shared.plan(), worker, shared.meet());
    if (shared.meet()) {
      BarrierTaskContext task = BarrierTaskContext.get();
      List<String> ids = List.of(task.allGather(own.id()));
      own.await(ids.stream().distinct().toList());
      task.barrier();
    }
    return own;
  }

  /** DL4J's encoder; what it gives goes to the board here, and to those of other processes. */
  private final class Handler extends EncodingHandler {
    Handler(ThresholdAlgorithm threshold) {
      super(threshold, new ResidualClippingPostProcessor(5, 5), null, false);
    }

    @Override
    public boolean broadcastUpdates(INDArray updates, int iteration, int epoch) {
      INDArray encoded = encodeUpdates(iteration, epoch, updates);
      INDArray message;
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        // a step waits for every worker, also for one that has nothing to say
        message = encoded == null ? Nd4j.createFromArray(0) : encoded.detach();
      }
      int minibatch = steps.step() * shared.plan().workers() + worker;
      if (node != null) {
        node.send(shared.attempt(), minibatch, message);
      }
      board.put(minibatch, message);
      return true;
    }
  }

  /** A step for which this worker has no minibatch: it takes the others' updates. */
  void idle(MultiLayerNetwork network) {
    INDArray parameters = network.params();
    steps.join();
    INDArray sum = Nd4j.create(parameters.length());
    steps.applyUpdate(network.getOptimizer().getStepFunction(), parameters, sum, true);
    sum.close();
  }

  /** Nobody can go on, here or elsewhere. */
  void stop() {
    board.stop();
    if (node != null) {
      node.stop(shared.attempt());
    }
  }

  /** The task has failed: Spark ends the others. */
  void abandon() {
    board.stop();
  }

  boolean stopped() {
    return board.stopped();
  }

  /** This worker is through with the epoch; its threshold, null if it sent nothing. */
  ThresholdAlgorithm leave() {
    if (board.leave()) {
      boards.over(shared.attempt());
    }
    ThresholdAlgorithm threshold = handler.getAverageThresholdAlgorithm();
    steps.free();
    return threshold;
  }
}
