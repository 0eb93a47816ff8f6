// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An epoch's encoded updates in one process. The workers here and the network put them, each one
 * under its minibatch; the workers here take those of a step together, in the order of the workers,
 * so that all add up the same numbers in the same order.
 */
final class UpdateBoard {
  private static final long POLL_MILLIS = 100;
  private static final int HEADER = 4; // integers before an encoded update's parts

  private final int workers;
  private final Map<Integer, INDArray> updates = new HashMap<>(); // by minibatch
  private final Map<Integer, Integer> taken = new HashMap<>(); // how many workers, by step
  private int present; // workers in this process
  private int freed; // steps
  private boolean stopped;

  UpdateBoard(int workers) {
    this.workers = workers;
  }

  /** Whether a message says that nothing of an update was above the threshold. */
  static boolean isNothing(INDArray update) {
    return update.length() < HEADER;
  }

  /** A worker of this process takes part: before it puts its first update. */
  synchronized void enter() {
    present++;
  }

  /** The worker is through; returns whether it was the last one here. */
  synchronized boolean leave() {
    return --present == 0;
  }

  /**
   * Puts an update up.
   *
   * @return false if it is not wanted: it was there already, or the epoch is over
   */
  synchronized boolean put(int minibatch, INDArray update) {
    if (stopped || minibatch < freed * workers || updates.containsKey(minibatch)) {
      return false;
    }
    updates.put(minibatch, update);
    notifyAll();
    return true;
  }

  /**
   * Waits for the updates of a step.
   *
   * @param minibatches of the epoch: the last step may have fewer than there are workers
   * @throws IllegalStateException if another worker has stopped, or this task is to
   */
  synchronized List<INDArray> await(int step, int minibatches) {
    int from = step * workers;
    int to = Math.min(minibatches, from + workers);
    while (!stopped && !has(from, to)) {
      try {
        wait(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop();
      }
      TaskContext task = TaskContext.get();
      if (task != null && task.isInterrupted()) {
        stop();
      }
    }
    if (stopped) {
      throw new IllegalStateException("another worker has stopped");
    }
    List<INDArray> all = new ArrayList<>();
    for (int m = from; m < to; m++) {
      all.add(updates.get(m));
    }
    return all;
  }

  private boolean has(int from, int to) {
    for (int m = from; m < to; m++) {
      if (!updates.containsKey(m)) {
        return false;
      }
    }
    return true;
  }

  /** A worker has applied a step's updates; the last one here frees them. */
  synchronized void release(int step) {
    if (taken.merge(step, 1, Integer::sum) < present) {
      return;
    }
    taken.remove(step);
    freed = step + 1;
    for (int m = step * workers; m < freed * workers; m++) {
      free(updates.remove(m));
    }
  }

  /** Frees an update at once; the collector would find it late, it is not on its heap. */
  static void free(INDArray update) {
    if (update != null && update.closeable()) {
      update.close();
    }
  }

  /** Ends all waiting: who waits or is about to gets an exception. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  synchronized boolean stopped() {
    return stopped;
  }
}
