// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.TrainMode;

/** How far a run over several workers is, in whole rounds. */
final class Position {
  private final Scaling scaling;
  private final int epochs;
  private final int perEpoch; // minibatches
  private int index;
  private int epoch;
  private int minibatch; // of the epoch, the next round's first
  private long updates;

  /** At the beginning. */
  Position(Scaling scaling, int epochs, int perEpoch) {
    this.scaling = scaling;
    this.epochs = epochs;
    this.perEpoch = perEpoch;
  }

  /** Goes on where a checkpoint stands. */
  void at(RoundIndex from) {
    index = from.round();
    epoch = from.epoch();
    minibatch = from.minibatch();
    updates = from.updates();
  }

  /** The round that comes next. */
  Round next() {
    int frequency = scaling.mode() == TrainMode.SHARING ? perEpoch : scaling.averagingFrequency();
    return Round.of(index, epoch, minibatch, perEpoch, scaling.workers(), frequency, updates);
  }

  /** The round is done; an epoch that ends with it is not over before {@link #nextEpoch}. */
  void done(Round round) {
    index++;
    minibatch = round.end();
    updates += round.mostUpdates(scaling.workers());
  }

  void nextEpoch() {
    epoch++;
    minibatch = 0;
  }

  boolean over() {
    return epoch == epochs;
  }

  boolean inLastEpoch() {
    return epoch == epochs - 1;
  }

  boolean beginsEpoch() {
    return minibatch == 0;
  }

  /** Rounds done. */
  int index() {
    return index;
  }

  /** Epochs done. */
  int epoch() {
    return epoch;
  }

  int minibatch() {
    return minibatch;
  }

  /** That each worker has made. */
  long updates() {
    return updates;
  }

  /** Minibatches trained on so far, by all workers. */
  long step() {
    return (long) epoch * perEpoch + minibatch;
  }

  /** Of the whole run. */
  long steps() {
    return (long) perEpoch * epochs;
  }
}
