// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.Arrays;

/**
 * The inputs and targets of a shard of samples, unit after unit: value (i, s) of sample s lies at
 * {@code i * width + s}. Places that a short shard leaves over are 0.
 */
final class Gather {
  private static final int GROUP = Touch.GROUP;

  private final int width;
  private final float[] inputs;
  private final float[] targets;
  private final int[] rows = new int[GROUP];
  private final Touch touch = new Touch();

  /**
   * Room for a shard.
   *
   * @param width the most samples of a shard, a multiple of {@link Ops#GRAIN}
   */
  Gather(NetworkSpec spec, int width) {
    this.width = width;
    this.inputs = new float[spec.inputs() * width];
    this.targets = new float[spec.outputs() * width];
  }

  /** (inputs, width). */
  float[] inputs() {
    return inputs;
  }

  /** (outputs, width). */
  float[] targets() {
    return targets;
  }

  /** Takes the rows {@code order[from..to)}. */
  void take(Dataset data, int[] order, int from, int to) {
    for (int at = from; at < to; at += GROUP) {
      int n = Math.min(GROUP, to - at);
      System.arraycopy(order, at, rows, 0, n);
      touch.rows(data, order, at, at + n);
      copy(data, at - from, n);
    }
    clear(to - from);
  }

  /** Takes the rows {@code from..to}, which need no touching: they follow each other. */
  void take(Dataset data, int from, int to) {
    for (int at = from; at < to; at += GROUP) {
      int n = Math.min(GROUP, to - at);
      for (int s = 0; s < n; s++) {
        rows[s] = at + s;
      }
      copy(data, at - from, n);
    }
    clear(to - from);
  }

  private void copy(Dataset data, int place, int n) {
    transpose(data.features(), data.inputs(), inputs, place, n);
    if (data.outputs() == 1) {
      float[] y = data.targets();
      for (int s = 0; s < n; s++) {
        targets[place + s] = y[rows[s]];
      }
    } else {
      transpose(data.targets(), data.outputs(), targets, place, n);
    }
  }

  /** Four rows at a time. */
  private void transpose(float[] from, int values, float[] to, int place, int n) {
    int s = 0;
    for (; s < n - 3; s += 4) {
      int a = rows[s] * values;
      int b = rows[s + 1] * values;
      int c = rows[s + 2] * values;
      int d = rows[s + 3] * values;
      int k = place + s;
      for (int i = 0; i < values; i++) {
        to[k] = from[a + i];
        to[k + 1] = from[b + i];
        to[k + 2] = from[c + i];
        to[k + 3] = from[d + i];
        k += width;
      }
    }
    for (; s < n; s++) {
      int a = rows[s] * values;
      for (int i = 0; i < values; i++) {
        to[i * width + place + s] = from[a + i];
      }
    }
  }

  private void clear(int n) {
    clear(inputs, n, width);
    clear(targets, n, width);
  }

  /** Zeroes the places that a shard of {@code n} samples leaves over. */
  static void clear(float[] values, int n, int width) {
    for (int at = 0; n < width && at < values.length; at += width) {
      Arrays.fill(values, at + n, at + width, 0);
    }
  }
}
