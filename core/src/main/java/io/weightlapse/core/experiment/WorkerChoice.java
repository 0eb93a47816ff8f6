// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Whose parameters are kept where several workers train: the run's own model, which is their
 * average, always is.
 *
 * @param kind which others
 * @param workers the listed ones, from 0; empty but for {@link Kind#LISTED}
 */
public record WorkerChoice(Kind kind, List<Integer> workers) implements Serializable {
  /** Which workers. */
  public enum Kind {
    /** None: the average alone. */
    AVERAGE,
    /** Every one. */
    ALL,
    /** Some. */
    LISTED;

    /** Lower case, as in files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The average alone. */
  public static final WorkerChoice AVERAGE = new WorkerChoice(Kind.AVERAGE, List.of());

  /** The average and every worker. */
  public static final WorkerChoice ALL = new WorkerChoice(Kind.ALL, List.of());

  /** Checks the list. */
  public WorkerChoice {
    Objects.requireNonNull(kind, "kind");
    workers = List.copyOf(workers);
    Checks.require(
        workers.isEmpty() == (kind != Kind.LISTED),
        "snapshots.workers must be all, average or a list of workers: was %s",
        workers);
    for (int w : workers) {
      Checks.require(w >= 0, "snapshots.workers must be >= 0: was %d", w);
    }
  }

  /** The average and those workers. */
  public static WorkerChoice of(List<Integer> workers) {
    return new WorkerChoice(Kind.LISTED, workers);
  }

  /** Whether a worker's parameters, or the model's, are kept. */
  public boolean keeps(int worker) {
    return worker == Event.MODEL || kind == Kind.ALL || workers.contains(worker);
  }
}
