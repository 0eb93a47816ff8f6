// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.awt.Font;
import java.text.MessageFormat;
import java.util.Collections;
import java.util.Locale;
import java.util.ResourceBundle;

/** What pictures say, in one language. */
final class Labels {
  private final ResourceBundle bundle;
  private final Locale locale;

  /** The labels of a language; English where there is no file for it. */
  Labels(Locale locale) {
    this.bundle =
        ResourceBundle.getBundle(
            "io.weightlapse.streaming.view.labels",
            locale,
            Labels.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    this.locale = locale;
  }

  /** Whether a font draws every text of its language. */
  boolean drawnBy(Font font) {
    return Collections.list(bundle.getKeys()).stream()
        .allMatch(key -> font.canDisplayUpTo(bundle.getString(key)) < 0);
  }

  /** Of the numbers. */
  Locale locale() {
    return locale;
  }

  /** A text with its arguments filled in. */
  String text(String key, Object... arguments) {
    return new MessageFormat(bundle.getString(key), locale).format(arguments);
  }

  /** A whole number with separators. */
  String count(long value) {
    return String.format(locale, "%,d", value);
  }

  /** A measured number, five digits or so; NaN and infinities are not numbers here. */
  String measured(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return text("missing");
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e7)) {
      return String.format(locale, "%.3e", value);
    }
    int decimals = size >= 1000 ? 1 : size >= 10 ? 3 : 5;
    return String.format(locale, "%,." + decimals + "f", value);
  }

  /** A share in percent. */
  String percent(double share) {
    return String.format(locale, "%.1f %%", 100 * share);
  }
}
