// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.metric;

/** Where a metric is found, and how it moves. */
public enum MetricKind {
  /** Of a run: in the history, on Kafka and in the table {@code metrics} of PostgreSQL. */
  TRAINING("training"),
  /** Prometheus: goes up and down. */
  GAUGE("gauge"),
  /** Prometheus: only rises while a process lives. Its name ends in {@code _total}. */
  COUNTER("counter"),
  /** Prometheus: {@code _count} and {@code _sum} rise, {@code _max} is the largest of late. */
  SUMMARY("summary"),
  /** Of Spark's own metrics system, source {@code weightlapse}. */
  SPARK("spark");

  private final String label;

  MetricKind(String label) {
    this.label = label;
  }

  /** Its name in documents. */
  public String label() {
    return label;
  }
}
