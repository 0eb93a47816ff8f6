// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

/**
 * The range of an axis over the frames so far: it grows in nice jumps and never shrinks, so that
 * nothing wobbles from frame to frame. Not thread-safe.
 */
public final class Expanding {
  /** Where a range ends. */
  public enum Ends {
    /** On a tick. */
    ON_TICKS,
    /** On a quarter of one: closer to the values. */
    SNUG
  }

  private final Ends ends;
  private final int ticks;
  private double low;
  private double high;
  private NiceRange range;

  /**
   * A range that holds one value at least.
   *
   * @param ticks how many ticks it aims at
   */
  public Expanding(double first, int ticks, Ends ends) {
    this(ticks, ends);
    include(first);
  }

  /** A range of nothing yet. */
  public Expanding(int ticks, Ends ends) {
    this.ends = ends;
    this.ticks = ticks;
    this.low = Double.POSITIVE_INFINITY;
    this.high = Double.NEGATIVE_INFINITY;
  }

  /** Makes room for a value; what cannot be drawn needs none. */
  public void include(double value) {
    if (NiceRange.drawable(value) && (value < low || value > high)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      range = null;
    }
  }

  /** Makes room for every value. */
  public void include(float[] values) {
    for (float v : values) {
      include(v);
    }
  }

  /** The range now; 0 to 1 while there is nothing. Its ends are kept from here on. */
  public NiceRange range() {
    if (low > high) {
      return NiceRange.fixed(0, 1, ticks);
    }
    if (range == null) {
      range =
          ends == Ends.ON_TICKS
              ? NiceRange.around(low, high, ticks)
              : NiceRange.snug(low, high, ticks);
      low = range.min();
      high = range.max();
    }
    return range;
  }
}
