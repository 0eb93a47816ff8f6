// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.EventSource;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.streaming.consume.RunEventLoader;
import java.io.IOException;
import java.util.Optional;

/** Gives the consumer what the history of a home holds. */
record HistoryLoader(Home home) implements RunEventLoader {
  @Override
  public Optional<EventSource> load(String run) throws IOException {
    return new Runs(home).exists(run)
        ? Optional.of(new HistorySource(home, run))
        : Optional.empty();
  }
}
