// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.metric;

/** What a metric counts or measures. */
public enum MetricUnit {
  /** A loss: the experiment's loss function, averaged over samples. */
  LOSS("loss"),
  /** A share from 0 to 1. */
  SHARE("share, 0 to 1"),
  /** Seconds. */
  SECONDS("seconds"),
  /** Bytes. */
  BYTES("bytes"),
  /** Samples a second. */
  SAMPLES_PER_SECOND("samples a second"),
  /** An L2 norm or a distance in the space of parameters. */
  NORM("L2 norm"),
  /** The decimal logarithm of a ratio. */
  LOG10("log10 of a ratio"),
  /** A ratio without bounds. */
  RATIO("ratio"),
  /** Loss per squared parameter: eigenvalues of the Hessian. */
  CURVATURE("loss / parameter\u00b2"),
  /** 1 for yes, 0 for no. */
  YES_NO("1 or 0"),
  /** A number of things; the help says of what. */
  COUNT("count");

  private final String label;

  MetricUnit(String label) {
    this.label = label;
  }

  /** Its name in documents. */
  public String label() {
    return label;
  }
}
