// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

/**
 * What became of the events given to a sink.
 *
 * @param delivered acknowledged by the broker
 * @param failed given up, or not acknowledged when the sink was closed
 * @param firstError why the first of them failed; empty if none did
 */
public record KafkaReport(long delivered, long failed, String firstError)
    implements java.io.Serializable {
  /** Of a job that had nothing to tell. */
  public static final KafkaReport NONE = new KafkaReport(0, 0, "");

  /** Whether every event was delivered. */
  public boolean complete() {
    return failed == 0;
  }

  /** Both together, for a job whose executors have sinks of their own. */
  public KafkaReport plus(KafkaReport other) {
    return new KafkaReport(
        delivered + other.delivered,
        failed + other.failed,
        firstError.isEmpty() ? other.firstError : firstError);
  }

  /** One line for people. */
  public String line() {
    return complete()
        ? "kafka: " + delivered + " events delivered"
        : "kafka: "
            + failed
            + " of "
            + (delivered + failed)
            + " events not delivered: "
            + firstError;
  }
}
