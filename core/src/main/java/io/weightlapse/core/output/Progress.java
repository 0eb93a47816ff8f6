// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.output;

/** Shows how far long work is. Thread-safe. */
public interface Progress extends AutoCloseable {
  /** So much is done. */
  void at(long done);

  /** The work is over; the bar leaves its last state. */
  @Override
  void close();
}
