// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.io.Serializable;

/** Where a test makes a task fail. */
interface Faults extends Serializable {
  /** Nothing fails. */
  Faults NONE = new Faults() {};

  /** Before a worker's events of a round are stored. */
  default void during(Round round, int worker) {}

  /** When they are stored and the task is about to end. */
  default void after(Round round, int worker) {}
}
