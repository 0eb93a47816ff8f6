// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import java.time.Instant;

/** How the rows of a query reach {@code weight-path}: as metrics of names of their own. */
public final class QueriedSeries {
  static final String PREFIX = "query.";

  private QueriedSeries() {}

  /**
   * One row.
   *
   * @param column what the value is called
   */
  public static Metric row(String run, String column, long step, double value) {
    return new Metric(run, Event.MODEL, step, 0, PREFIX + column, value, Instant.EPOCH);
  }
}
