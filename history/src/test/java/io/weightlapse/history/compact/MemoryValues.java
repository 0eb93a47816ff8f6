// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import java.util.Arrays;

/** Values in memory: for what is small, and for tasks that hold little at a time. */
final class MemoryValues implements ValueStore {
  private float[] values = new float[1 << 10];
  private int size;

  @Override
  public long append(float[] from, int count) {
    int needed = Math.addExact(size, count);
    if (needed > values.length) {
      values = Arrays.copyOf(values, Math.max(needed, (int) Math.min(2L * size, 1 << 30)));
    }
    System.arraycopy(from, 0, values, size, count);
    size = needed;
    return (long) needed - count;
  }

  @Override
  public void read(long position, float[] to, int count) {
    System.arraycopy(values, Math.toIntExact(position), to, 0, count);
  }

  @Override
  public void close() {
    values = new float[0];
    size = 0;
  }
}
