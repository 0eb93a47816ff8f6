// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import java.io.Closeable;
import java.io.IOException;

/** Values put aside between the two passes of a transposition. */
interface ValueStore extends Closeable {
  /** Appends values; returns the position of the first. One thread at a time. */
  long append(float[] values, int count) throws IOException;

  /** Reads values; any thread, once all are appended. */
  void read(long position, float[] to, int count) throws IOException;

  /** Frees what it holds. */
  @Override
  void close() throws IOException;

  /** Makes stores. */
  interface Maker {
    ValueStore make() throws IOException;
  }
}
