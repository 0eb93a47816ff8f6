// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.StepRange;
import io.weightlapse.streaming.view.ValueRange;
import io.weightlapse.streaming.view.ViewOptions;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What frames show, and how. */
final class ViewChoices {
  @Option(
      names = "--steps",
      paramLabel = "A:B:EVERY",
      description = "Steps that frames show, such as 0:1000:10 (default: the view's own).")
  private String steps = "";

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Only every Nth of the frames (default: 1).")
  private int every;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Pixels (default: the view's own size).")
  private String size;

  @Option(
      names = "--axis",
      paramLabel = "linear|log|symlog",
      description = "Scale of the values (default: the view's own).")
  private String axis;

  @Option(
      names = "--linear-width",
      paramLabel = "W",
      defaultValue = "1",
      description = "Values up to this are nearly linear on a symlog axis (default: 1).")
  private double width;

  @Option(
      names = "--range",
      paramLabel = "auto|so-far|frame|run|LOW:HIGH",
      defaultValue = "auto",
      description = "What axes and colours of values reach over (default: auto).")
  private String range;

  @Option(
      names = "--clamp",
      paramLabel = "Q",
      defaultValue = "1",
      description = "Values beyond this quantile are drawn as it, such as 0.99 (default: 1).")
  private double clamp;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      defaultValue = "en",
      description = "Of what pictures say: en, de, ja, pl, tr (default: en).")
  private String language;

  @Option(
      names = {"-o", "--option"},
      paramLabel = "NAME=VALUE",
      description = "What one view alone knows; docs/views.md lists them.")
  private Map<String, String> more = new LinkedHashMap<>();

  ViewOptions options() {
    int[] pixels = size == null ? new int[2] : Sizes.pixels(size);
    return new ViewOptions(
        locale(),
        steps.isEmpty() ? StepRange.ALL : StepRange.of(steps),
        every,
        pixels[0],
        pixels[1],
        scale(),
        ValueRange.of(range),
        clamp,
        more);
  }

  private Optional<ValueScale> scale() {
    if (axis == null) {
      return Optional.empty();
    }
    try {
      Checks.positive("--linear-width", width);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), 2, e);
    }
    for (ValueScale.Kind kind : ValueScale.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(axis)) {
        return Optional.of(new ValueScale(kind, width));
      }
    }
    throw new UserException("--axis must be one of linear, log, symlog: was " + axis);
  }

  private Locale locale() {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(language).build();
      if (ViewOptions.LANGUAGES.contains(locale.getLanguage())) {
        return locale;
      }
    } catch (IllformedLocaleException e) {
      throw said(language, e);
    }
    throw said(language, null);
  }

  private static UserException said(String language, Exception cause) {
    return new UserException(
        "--language must be one of "
            + String.join(", ", ViewOptions.LANGUAGES)
            + ": was "
            + language,
        2,
        cause);
  }
}
