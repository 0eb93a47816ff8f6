// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.experiment.SnapshotPolicy;
import java.io.Serializable;

/**
 * Some minibatches of an epoch, dealt to the workers one by one; afterwards the workers are
 * averaged. Steps count minibatches, whoever trains on them, so that an epoch ends at the step at
 * which it ends with one worker, and each minibatch of single training is trained on once.
 *
 * @param index of the round in its run, from 0
 * @param epoch the epoch under way
 * @param first minibatch of the epoch, from 0
 * @param end minibatch after the last
 * @param stepBefore step of the run when the round begins
 * @param updates that every worker has made before
 * @param endsEpoch whether the epoch is over with the round
 */
record Round(
    int index, int epoch, int first, int end, long stepBefore, long updates, boolean endsEpoch)
    implements Serializable {
  /** The round after {@code updates} updates of each worker that begins at a minibatch. */
  static Round of(
      int index, int epoch, int first, int perEpoch, int workers, int frequency, long updates) {
    int end = (int) Math.min(perEpoch, first + (long) workers * frequency);
    long before = (long) epoch * perEpoch + first;
    return new Round(index, epoch, first, end, before, updates, end == perEpoch);
  }

  /** Minibatches of the round. */
  int minibatches() {
    return end - first;
  }

  /** Step of the run when the round is over. */
  long step() {
    return stepBefore + minibatches();
  }

  /** Step of the run after a minibatch. */
  long stepAfter(int minibatch) {
    return stepBefore + minibatch - first + 1;
  }

  /** Minibatches that a worker gets: {@code first + worker}, and every so manyth after it. */
  int share(int worker, int workers) {
    return Math.max(0, (minibatches() - worker + workers - 1) / workers);
  }

  /** Whether all workers that get minibatches get the same number of them. */
  boolean isEven(int workers) {
    int last = share(workers - 1, workers);
    return last == share(0, workers) || share(0, workers) == 1;
  }

  /** Updates that the worker with most minibatches makes in the round. */
  int mostUpdates(int workers) {
    return share(0, workers);
  }

  /**
   * Whether a layer is kept at the round's end: where the policy keeps one of its steps.
   *
   * @param worker whose layer, or {@link Event#MODEL}
   * @param lastOfRun whether the run ends here; the model's last state is always kept
   */
  boolean keeps(SnapshotPolicy policy, int worker, String layer, boolean lastOfRun) {
    if (lastOfRun && worker == Event.MODEL && policy.keepsLayer(layer)) {
      return true;
    }
    for (long s = stepBefore + 1; s < step(); s++) {
      if (policy.keeps(worker, layer, s, -1)) {
        return true;
      }
    }
    return policy.keeps(worker, layer, step(), endsEpoch ? epoch : -1);
  }
}
