// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import io.weightlapse.core.util.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How values become heights, colours and places.
 *
 * @param kind linear, logarithmic, or linear around 0 and logarithmic beyond
 * @param width of the linear part of {@link Kind#SYMLOG}, greater than 0
 */
public record ValueScale(Kind kind, double width) {
  /** The kinds of scales. */
  public enum Kind {
    /** As they are. */
    LINEAR,
    /** By their logarithm; what is not above 0 is a gap. */
    LOG,
    /** {@code sign(v) log10(1 + |v| / width)}: logarithmic to both sides, 0 included. */
    SYMLOG
  }

  /** Checks the width. */
  public ValueScale {
    Checks.positive("width", width);
  }

  /** A scale by its name in options. */
  public static ValueScale of(Kind kind) {
    return new ValueScale(kind, 1);
  }

  /** What is drawn for a value; NaN for a gap. */
  public double forward(double value) {
    return switch (kind) {
      case LINEAR -> value;
      case LOG -> value > 0 ? Math.log10(value) : Double.NaN;
      case SYMLOG -> Math.signum(value) * Math.log10(1 + Math.abs(value) / width);
    };
  }

  /** Undoes {@link #forward}. */
  public double inverse(double drawn) {
    return switch (kind) {
      case LINEAR -> drawn;
      case LOG -> Math.pow(10, drawn);
      case SYMLOG -> Math.signum(drawn) * width * (Math.pow(10, Math.abs(drawn)) - 1);
    };
  }

  /** Values worth a tick between two values, rising. */
  public double[] ticks(double low, double high) {
    if (kind == Kind.LINEAR) {
      return NiceRange.fixed(low, high, 6).ticks();
    }
    List<Double> ticks = new ArrayList<>();
    if (kind == Kind.SYMLOG && low <= 0 && high >= 0) {
      ticks.add(0.0);
    }
    double largest = Math.max(Math.abs(low), Math.abs(high));
    double smallest = kind == Kind.LOG ? low : width / 10;
    int first = (int) Math.floor(Math.log10(Math.max(smallest, 1e-300)));
    int last = (int) Math.ceil(Math.log10(largest));
    double decades = Math.log10(largest) - Math.log10(Math.max(smallest, 1e-300));
    int every = Math.max(1, (last - first) / 7);
    int[] steps =
        decades < 1.5
            ? new int[] {1, 2, 3, 4, 5, 6, 7, 8}
            : decades < 4 ? new int[] {1, 2, 5} : new int[] {1};
    for (int power = first; power <= last; power += every) {
      for (int m : steps) {
        double tick = m * Math.pow(10, power);
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
        if (kind == Kind.SYMLOG && -tick >= low && -tick <= high) {
          ticks.add(-tick);
        }
      }
    }
    return ticks.stream().mapToDouble(Double::doubleValue).sorted().distinct().toArray();
  }

  /** A value, short: at most four digits. */
  public static String text(double value, Locale locale) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 1e5 || size < 1e-3) {
      return String.format(locale, "%.3g", value)
          .replaceFirst("[.,]?0+e", "e")
          .replaceFirst("e([+-])0", "e$1")
          .replace("e+", "e");
    }
    int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)) - 1);
    String text = String.format(locale, "%." + decimals + "f", value);
    return decimals == 0 ? text : text.replaceFirst("[.,]?0+$", "");
  }
}
