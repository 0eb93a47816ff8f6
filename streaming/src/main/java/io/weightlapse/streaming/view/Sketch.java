// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.util.Arrays;

/**
 * Parameters as few numbers that keep their distances. Up to {@link #MOST} parameters are kept as
 * they are. More are added up, with signs, into {@link #BLOCKS} blocks of buckets, which a fixed
 * hash of the parameter's place chooses: the sparse transform of Kane and Nelson (Sparser
 * Johnson-Lindenstrauss transforms, 2014, the block construction). Squared distances keep their
 * mean and have a relative standard deviation of at most sqrt(2 / {@link #MOST}), 4.4 %. It is
 * linear and the same on every machine.
 */
final class Sketch {
  /** Most numbers of a sketch. */
  static final int MOST = 1024;

  private static final int BLOCKS = 4;
  private static final int BITS = 8; // of a bucket's number: MOST / BLOCKS buckets in a block

  private final int parameters;

  Sketch(int parameters) {
    this.parameters = parameters;
  }

  /** Whether distances are kept but for rounding. */
  boolean exact() {
    return parameters <= MOST;
  }

  /** How many numbers there are. */
  int size() {
    return Math.min(parameters, MOST);
  }

  /** The sketch; all NaN where a parameter is not finite. */
  float[] of(float[] values) {
    double[] sums = new double[size()];
    double finite = 0;
    for (int i = 0; i < parameters; i++) {
      finite += 0 * values[i];
      if (exact()) {
        sums[i] = values[i];
      } else {
        add(sums, i, values[i]);
      }
    }
    float[] sketch = new float[sums.length];
    if (finite != 0) {
      Arrays.fill(sketch, Float.NaN);
      return sketch;
    }
    double scale = exact() ? 1 : 1 / Math.sqrt(BLOCKS);
    for (int k = 0; k < sketch.length; k++) {
      sketch[k] = (float) (scale * sums[k]);
    }
    return sketch;
  }

  private static void add(double[] sums, int place, double value) {
    long hash = mix(place);
    for (int b = 0; b < BLOCKS; b++) {
      int bucket = (int) (hash & ((1 << BITS) - 1));
      boolean minus = (hash >>> BITS & 1) != 0;
      sums[(b << BITS) + bucket] += minus ? -value : value;
      hash >>>= BITS + 1;
    }
  }

  /** SplitMix64's finaliser. */
  private static long mix(long place) {
    long z = (place + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
