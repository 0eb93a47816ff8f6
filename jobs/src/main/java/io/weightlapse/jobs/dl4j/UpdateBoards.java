// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The boards of a training in this process, one for each attempt at an epoch. Updates of an attempt
 * may come over the network before its task here has begun; those of attempts that are over go
 * nowhere.
 */
final class UpdateBoards {
  private static final Map<String, UpdateBoards> OPEN = new ConcurrentHashMap<>();

  private final int workers;
  private final Map<Integer, UpdateBoard> boards = new HashMap<>(); // by attempt
  private int least; // attempt that is not over

  UpdateBoards(int workers) {
    this.workers = workers;
  }

  /** Those of a training. */
  static UpdateBoards of(String training, int workers) {
    return OPEN.computeIfAbsent(training, t -> new UpdateBoards(workers));
  }

  /** Forgets a run's trainings. */
  static void clear(String run) {
    OPEN.entrySet()
        .removeIf(
            e -> {
              boolean ofRun = e.getKey().startsWith(run + "/");
              if (ofRun) {
                e.getValue().over(Integer.MAX_VALUE - 1);
              }
              return ofRun;
            });
  }

  /** The board of an attempt; null if that is over. */
  synchronized UpdateBoard at(int attempt) {
    return attempt < least ? null : boards.computeIfAbsent(attempt, a -> new UpdateBoard(workers));
  }

  /** A worker begins with an attempt: earlier ones are over. */
  synchronized UpdateBoard begin(int attempt) {
    over(attempt - 1);
    return at(attempt);
  }

  /** An attempt and those before it are over. */
  synchronized void over(int attempt) {
    least = Math.max(least, attempt + 1);
    boards.forEach(
        (a, board) -> {
          if (a < least) {
            board.stop();
          }
        });
    boards.keySet().removeIf(a -> a < least);
  }
}
