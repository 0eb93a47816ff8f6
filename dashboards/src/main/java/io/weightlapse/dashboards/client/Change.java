// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import java.util.List;

/**
 * What became of one thing in Grafana.
 *
 * @param what such as {@code dashboard Training}
 * @param outcome what happened, or would
 * @param details differences that were mended, or why it was skipped
 */
public record Change(String what, Outcome outcome, List<String> details) {
  /** What happened. */
  public enum Outcome {
    /** It was not there. */
    CREATED("created", "would be created"),
    /** It was different. */
    UPDATED("updated", "would be updated"),
    /** It was so already. */
    UNCHANGED("unchanged", "unchanged"),
    /** It is not ours to change. */
    SKIPPED("skipped", "skipped"),
    /** It is there, but does not work. */
    ILL("does not work", "does not work");

    private final String done;
    private final String would;

    Outcome(String done, String would) {
      this.done = done;
      this.would = would;
    }

    String said(PushOptions.Mode mode) {
      return mode == PushOptions.Mode.APPLY ? done : would;
    }
  }

  /** Copies the list. */
  public Change {
    details = List.copyOf(details);
  }

  static Change of(String what, Outcome outcome) {
    return new Change(what, outcome, List.of());
  }
}
