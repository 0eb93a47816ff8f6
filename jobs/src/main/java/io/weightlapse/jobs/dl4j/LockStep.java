// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;
import org.deeplearning4j.optimize.solvers.accumulation.EncodedGradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.EncodingHandler;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/**
 * DL4J's accumulator of encoded updates for the workers of one process, who take each step
 * together. DL4J waits by sleeping a millisecond again and again, and for a thread of its wrapper;
 * here workers wake each other.
 */
final class LockStep extends EncodedGradientsAccumulator {
  private static final int QUEUE = 2; // updates of each worker that a queue holds

  private final Phaser phaser;

  /**
   * For some workers.
   *
   * @param parameters how many the network has
   */
  LockStep(int workers, EncodingHandler handler, long parameters) {
    super(
        workers,
        handler,
        getOptimalBufferSize(parameters, workers, QUEUE),
        QUEUE * workers,
        Integer.MAX_VALUE,
        false);
    this.phaser = new Phaser(workers);
    currentConsumers.set(workers);
    registered.set(true);
  }

  /** Ends all waiting: who waits or is about to gets an exception. */
  void stop() {
    phaser.forceTermination();
  }

  boolean stopped() {
    return phaser.isTerminated();
  }

  @Override
  protected void synchronize(int consumers, boolean last) {
    join();
  }

  /** Waits for all workers. */
  void join() {
    int phase = phaser.arrive();
    while (phase >= 0) {
      try {
        phaser.awaitAdvanceInterruptibly(phase, 1, TimeUnit.SECONDS);
        phase = stopped() ? -1 : phase;
        break;
      } catch (TimeoutException e) {
        TaskContext task = TaskContext.get();
        if (task != null && task.isInterrupted()) {
          stop();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop();
      }
    }
    if (stopped()) {
      throw new IllegalStateException("another worker has stopped");
    }
  }

  /** Frees the queues' memory. */
  void free() {
    reset();
    for (MemoryWorkspace workspace : workspaces) {
      workspace.destroyWorkspace(true);
    }
  }
}
