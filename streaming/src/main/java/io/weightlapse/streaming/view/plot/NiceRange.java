// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import io.weightlapse.core.util.Checks;
import java.util.Locale;

/**
 * The range of an axis, both ends on a tick or wherever they were fixed.
 *
 * @param min left or lower end
 * @param max right or upper end
 * @param tick distance of two ticks: 1, 2 or 5 times a power of ten
 */
public record NiceRange(double min, double max, double tick) {
  /** Values beyond are drawn as gaps, like NaN: nothing that far off can be told on an axis. */
  private static final double LIMIT = 1e30;

  /** Smallest extent of a range, as a share of its largest value: doubles can tell its ticks. */
  private static final double FINEST = 1e-6;

  /** The ends must rise and the tick must fit between them. */
  public NiceRange {
    Checks.require(
        Math.abs(min) <= 10 * LIMIT
            && Math.abs(max) <= 10 * LIMIT
            && min < max
            && tick > 0
            && max - min < 1e3 * tick,
        "range must rise by ticks: was %s to %s by %s",
        min,
        max,
        tick);
  }

  /** Whether a value can be drawn: not NaN, not infinite, not absurdly large. */
  public static boolean drawable(double value) {
    return Math.abs(value) <= LIMIT;
  }

  /** Exactly these ends, with about {@code ticks} ticks between. */
  public static NiceRange fixed(double min, double max, int ticks) {
    return new NiceRange(min, max, niceStep((max - min) / ticks));
  }

  /** The smallest range with both ends on a tick that holds the values, about {@code ticks}. */
  public static NiceRange around(double low, double high, int ticks) {
    double lo = low;
    double hi = high;
    double least = Math.max(FINEST * Math.max(Math.abs(lo), Math.abs(hi)), 1e-12);
    if (hi - lo < least) {
      double pad = Math.max(least, Math.max(Math.abs(lo) * 0.1, 1e-3));
      lo -= pad;
      hi += pad;
    }
    double step = niceStep((hi - lo) / ticks);
    return new NiceRange(
        Math.min(Math.floor(lo / step + 1e-9) * step, low),
        Math.max(Math.ceil(hi / step - 1e-9) * step, high),
        step);
  }

  /** Like {@link #around}, but the ends lie on quarters of a tick: closer to the values. */
  public static NiceRange snug(double low, double high, int ticks) {
    NiceRange wide = around(low, high, ticks);
    double quarter = wide.tick() / 4;
    double lo = Math.min(Math.floor(low / quarter + 1e-9) * quarter, low);
    double hi = Math.max(Math.ceil(high / quarter - 1e-9) * quarter, high);
    return hi - lo < wide.tick() ? wide : new NiceRange(lo, hi, wide.tick());
  }

  private static double niceStep(double raw) {
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double mantissa = raw / power;
    return (mantissa <= 1.0001 ? 1 : mantissa <= 2.0001 ? 2 : mantissa <= 5.0001 ? 5 : 10) * power;
  }

  /** The positions of the ticks, rising. */
  public double[] ticks() {
    long first = (long) Math.ceil(min / tick - 1e-6);
    long last = (long) Math.floor(max / tick + 1e-6);
    double[] at = new double[(int) (last - first + 1)];
    for (int i = 0; i < at.length; i++) {
      at[i] = (first + i) * tick;
    }
    return at;
  }

  /** The place of a value: 0 at {@code min}, 1 at {@code max}. */
  public double share(double value) {
    return (value - min) / (max - min);
  }

  /** A tick's text: as many decimals as the ticks need, powers of ten where they are far off. */
  public String text(double value, Locale locale) {
    double largest = Math.max(Math.abs(min), Math.abs(max));
    if (largest >= 99_999.5 || tick < 0.99e-3) {
      return value == 0
          ? "0"
          : String.format(locale, "%.1e", value)
              .replace("e+0", "e")
              .replace("e-0", "e-")
              .replace("e+", "e");
    }
    int decimals = Math.max(0, (int) Math.ceil(-Math.log10(tick) - 1e-9));
    return String.format(locale, "%,." + decimals + "f", value == 0 ? 0.0 : value);
  }
}
