// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Values as Grafana writes them, by its names of units. */
final class Units {
  private static final String[] SHORT = {"", " K", " Mil", " Bil", " Tri"};
  private static final String[] BYTES = {" B", " KiB", " MiB", " GiB", " TiB"};

  private Units() {}

  /** A cell's text; a missing value is empty. */
  static String write(Object value, String unit, int decimals) {
    if (value == null) {
      return "";
    }
    if (value instanceof Timestamp t) {
      return unit.equals("dateTimeFromNow")
          ? ago(Duration.between(t.toInstant(), Instant.now()))
          : t.toInstant().toString();
    }
    return value instanceof Double d ? number(d, unit, decimals) : value.toString();
  }

  /** A number with its unit; below 0 decimals: as many as it takes. */
  static String number(double value, String unit, int decimals) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return switch (unit) {
      case "percentunit" -> plain(100 * value, Math.max(decimals, -1), 4) + " %";
      case "s" -> seconds(value);
      case "bytes" -> scaled(value, 1024, BYTES);
      case "Bps" -> scaled(value, 1024, BYTES) + "/s";
      case "short" -> scaled(value, 1000, SHORT);
      default -> plain(value, decimals, 4);
    };
  }

  private static String seconds(double s) {
    double size = Math.abs(s);
    if (size >= 3600) {
      return plain(s / 3600, -1, 3) + " h";
    } else if (size >= 120) {
      return plain(s / 60, -1, 3) + " min";
    } else if (size >= 1 || size == 0) {
      return plain(s, -1, 3) + " s";
    }
    return size >= 1e-3 ? plain(1e3 * s, -1, 3) + " ms" : plain(1e6 * s, -1, 3) + " \u00b5s";
  }

  private static String scaled(double value, double base, String[] names) {
    int i = 0;
    double v = value;
    while (Math.abs(v) >= base && i < names.length - 1) {
      v /= base;
      i++;
    }
    return plain(v, -1, 3) + names[i];
  }

  /** So many digits after the point, or so many that count. */
  private static String plain(double value, int decimals, int digits) {
    if (decimals >= 0) {
      return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e7) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size >= 1e7 || size < 1e-4) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value)
          .replaceFirst("\\.?0*e", "e")
          .replaceFirst("e([+-])0", "e$1");
    }
    int after = (int) Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    String text = String.format(Locale.ROOT, "%." + after + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  private static String ago(Duration d) {
    if (d.toDays() > 0) {
      return d.toDays() + " days ago";
    } else if (d.toHours() > 0) {
      return d.toHours() + " hours ago";
    }
    return d.toMinutes() > 0 ? d.toMinutes() + " minutes ago" : d.toSeconds() + " seconds ago";
  }
}
