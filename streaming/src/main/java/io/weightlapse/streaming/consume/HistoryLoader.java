// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.EventSource;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.IOException;
import java.util.Optional;

/** Loads runs from the history of a home. */
public final class HistoryLoader implements RunEventLoader {
  private final Home home;

  /** Reads nothing yet. */
  public HistoryLoader(Home home) {
    this.home = home;
  }

  @Override
  public Optional<EventSource> load(String run) throws IOException {
    return new Runs(home).exists(run)
        ? Optional.of(new HistorySource(home, run))
        : Optional.empty();
  }
}
