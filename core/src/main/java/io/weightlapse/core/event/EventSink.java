// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.io.Closeable;
import java.io.IOException;

/** Takes the events of runs. Not thread-safe unless an implementation says so. */
public interface EventSink extends Closeable {
  /** Takes one event; it may be held back until {@link #flush} or {@link #close}. */
  void publish(Event event) throws IOException;

  /** Returns when everything published so far is as durable as the sink makes it. */
  void flush() throws IOException;

  /** Publishes what was held back, then frees everything. Closing twice is allowed. */
  @Override
  void close() throws IOException;

  /** Gives up what is not durable yet: what an unfinished attempt wrote must not be seen. */
  default void abort() throws IOException {
    close();
  }
}
