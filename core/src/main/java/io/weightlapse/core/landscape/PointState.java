// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.util.Locale;

/** What is known of a point of a surface. */
public enum PointState {
  /** Not computed yet. */
  PENDING,
  /** A finite loss. */
  OK,
  /** The loss is no number: that is a result. */
  NAN,
  /** The loss is infinite: that is a result too. */
  INF;

  /** The state of a point whose loss was computed. */
  public static PointState of(float loss) {
    return Float.isNaN(loss) ? NAN : Float.isInfinite(loss) ? INF : OK;
  }

  /** Its name in tables: {@code ok}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
