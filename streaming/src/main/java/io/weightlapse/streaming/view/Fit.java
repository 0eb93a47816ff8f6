// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

/**
 * Whether a view has something to say about a run.
 *
 * @param use when it is drawn
 * @param why what the run would need; empty where it is drawn
 */
record Fit(Use use, String why) {
  /** When a view is drawn. */
  enum Use {
    /** Of every such run, as it is trained. */
    ALWAYS,
    /** When it is asked for. */
    ON_REQUEST,
    /** Never: the run has nothing to show. */
    NEVER
  }

  /** As the run is trained. */
  static final Fit ALWAYS = new Fit(Use.ALWAYS, "");

  /** When it is asked for. */
  static final Fit ON_REQUEST = new Fit(Use.ON_REQUEST, "");

  /** Not, and why, as "must be ...: was ...". */
  static Fit never(String why) {
    return new Fit(Use.NEVER, why);
  }
}
