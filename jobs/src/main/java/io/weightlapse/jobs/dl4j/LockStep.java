// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.util.List;
import org.deeplearning4j.optimize.solvers.accumulation.EncodedGradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.EncodingHandler;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's accumulator of encoded updates for one worker, which takes each step together with all
 * others. DL4J's own waits by sleeping a millisecond again and again, for the workers of its
 * process only, and adds up what has come so far, in the order in which it came.
 */
final class LockStep extends EncodedGradientsAccumulator {
  private static final int UNUSED_BYTES = 1024; // its own queue's memory: updates lie on the board

  private final UpdateBoard board;
  private final int minibatches;
  private int step;

  /**
   * For one worker.
   *
   * @param minibatches of the epoch, of all workers
   */
  LockStep(EncodingHandler handler, UpdateBoard board, int workers, int minibatches) {
    super(1, handler, UNUSED_BYTES, workers, Integer.MAX_VALUE, false);
    this.board = board;
    this.minibatches = minibatches;
    currentConsumers.set(1);
    registered.set(true);
    touch();
  }

  /** Steps taken. */
  int step() {
    return step;
  }

  @Override
  protected void synchronize(int consumers, boolean last) {
    if (last) {
      board.release(step++); // they are in the step's sum
    } else {
      join();
    }
  }

  /** Waits for all updates of the step, and gives them to DL4J's decoder. */
  void join() {
    List<INDArray> all = board.await(step, minibatches);
    for (INDArray update : all) {
      if (!UpdateBoard.isNothing(update)) {
        messages.get(0).add(update);
      }
    }
  }

  /** Frees the queue's memory. */
  void free() {
    reset();
    for (MemoryWorkspace workspace : workspaces) {
      workspace.destroyWorkspace(true);
    }
  }
}
