// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis: which values it has, how they are divided, and where they lie on it.
 *
 * @param kind of its values
 * @param from the lowest value
 * @param to the greatest, above it
 */
record Scaling(Kind kind, double from, double to) {
  /** Of values. */
  enum Kind {
    LINEAR,
    LOG,
    /** Seconds since 1970. */
    TIME
  }

  private static final double[] TIME_STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800
  };

  /** Over the values that it can show; from 0 to 1 where there are none. */
  static Scaling around(Kind kind, double[]... values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] some : values) {
      for (double v : some) {
        if (Double.isFinite(v) && (kind != Kind.LOG || v > 0)) {
          low = Math.min(low, v);
          high = Math.max(high, v);
        }
      }
    }
    if (low > high) {
      return kind == Kind.LOG ? new Scaling(kind, 0.1, 1) : new Scaling(kind, 0, 1);
    }
    if (kind == Kind.LOG) {
      return low == high ? new Scaling(kind, low / 2, high * 2) : new Scaling(kind, low, high);
    }
    double around = Math.max(0.5, Math.abs(low) / 10);
    return low == high
        ? new Scaling(kind, low - around, high + around)
        : new Scaling(kind, low, high);
  }

  /** With a twentieth more on both sides; time has none. */
  Scaling withMargin() {
    if (kind == Kind.LOG) {
      double f = Math.pow(to / from, 0.05);
      return new Scaling(kind, from / f, to * f);
    }
    double m = (to - from) / 20;
    return kind == Kind.TIME ? this : new Scaling(kind, from - m, to + m);
  }

  /** Where a value lies, 0 to 1; NaN where it has no place. */
  double place(double value) {
    if (kind == Kind.LOG) {
      return value > 0 ? Math.log(value / from) / Math.log(to / from) : Double.NaN;
    }
    return (value - from) / (to - from);
  }

  /** Round values within it, about as many as asked for. */
  List<Double> ticks(int about) {
    List<Double> ticks = new ArrayList<>();
    if (kind == Kind.LOG && to / from > 30) {
      int decades = (int) Math.ceil(Math.log10(to / from));
      int step = Math.max(1, (decades + about - 1) / about);
      double[] within = decades < 3 ? new double[] {1, 2, 5} : new double[] {1};
      for (int e = (int) Math.floor(Math.log10(from)); e <= Math.log10(to); e++) {
        for (double f : within) {
          double tick = f * Math.pow(10, e);
          if (Math.floorMod(e, step) == 0 && tick >= from && tick <= to) {
            ticks.add(tick);
          }
        }
      }
      return ticks;
    }
    double step = kind == Kind.TIME ? timeStep(about) : roundStep((to - from) / about);
    for (double v = Math.ceil(from / step) * step; v <= to + 1e-9 * step; v += step) {
      ticks.add(Math.abs(v) < step / 1e6 ? 0 : v);
    }
    return ticks;
  }

  /** What stands at a value. */
  String label(double value, String unit) {
    if (kind == Kind.TIME) {
      String form = to - from > 2 * 86_400 ? "MM-dd HH:mm" : to - from > 600 ? "HH:mm" : "HH:mm:ss";
      return DateTimeFormatter.ofPattern(form, java.util.Locale.ROOT)
          .withZone(ZoneOffset.UTC)
          .format(Instant.ofEpochSecond((long) value));
    }
    // steps are round numbers, but their sums need not be
    return Units.number(new BigDecimal(value).round(new MathContext(6)).doubleValue(), unit, -1);
  }

  private double timeStep(int about) {
    for (double step : TIME_STEPS) {
      if ((to - from) / step <= about) {
        return step;
      }
    }
    return roundStep((to - from) / about);
  }

  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double f : new double[] {1, 2, 5}) {
      if (f * power >= least * (1 - 1e-9)) {
        return f * power;
      }
    }
    return 10 * power;
  }
}
