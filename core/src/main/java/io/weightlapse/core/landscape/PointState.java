// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.util.Locale;

/** What is known of a point of a surface. */
public enum PointState {
  /** Not computed yet. */
  PENDING,
  /** Computed; its loss is a number. */
  OK,
  /** Computed; its loss is not a number. */
  NAN,
  /** Computed; its loss is infinite. */
  INF;

  /** The state of a point that was computed. */
  public static PointState of(double loss) {
    if (Double.isNaN(loss)) {
      return NAN;
    }
    return Double.isInfinite(loss) ? INF : OK;
  }

  /** The name in tables: {@code pending}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
