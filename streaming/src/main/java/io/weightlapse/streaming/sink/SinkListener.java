// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.time.Duration;

/** Hears what a {@link PostgresSink} does, on its threads: returns soon and throws nothing. */
public interface SinkListener {
  /**
   * A transaction is committed.
   *
   * @param duration of the transaction
   * @param delay how old its oldest metric was; zero if it had none
   */
  default void committed(Duration duration, Duration delay) {}

  /** One line about something that went wrong; the sink goes on. */
  default void problem(String line) {}
}
