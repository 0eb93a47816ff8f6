// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.streaming.view.plot.Texts;
import java.awt.Font;
import java.text.MessageFormat;
import java.util.Collections;
import java.util.Locale;
import java.util.ResourceBundle;

/** What pictures say, in one language. */
public final class Labels implements Texts {
  private final ResourceBundle bundle;
  private final Locale locale;

  /** The labels of a language; English where there is no file for it. */
  public Labels(Locale locale) {
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

  @Override
  public Locale locale() {
    return locale;
  }

  @Override
  public String text(String key, Object... arguments) {
    return new MessageFormat(bundle.getString(key), locale).format(arguments);
  }

  @Override
  public String count(long value) {
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
