// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a picture is to be like; each view takes what it can and says what it cannot.
 *
 * @param locale language of what pictures say
 * @param steps which steps frames show
 * @param every only every so many of the frames
 * @param width in pixels; 0 for the view's own size
 * @param height in pixels; 0 for the view's own size
 * @param scale of the values; empty for the view's own
 * @param range what axes of values reach over
 * @param clamp values beyond this quantile are drawn as it; 1 for none
 * @param choices what only some views know, such as {@code layers}, by name
 */
public record ViewOptions(
    Locale locale,
    StepRange steps,
    int every,
    int width,
    int height,
    Optional<ValueScale> scale,
    ValueRange range,
    double clamp,
    Map<String, String> choices) {
  /** Languages that pictures know. */
  public static final List<String> LANGUAGES = List.of("en", "de", "ja", "pl", "tr");

  /** In English, all as views have it themselves. */
  public static final ViewOptions STANDARD =
      new ViewOptions(
          Locale.ENGLISH, StepRange.ALL, 1, 0, 0, Optional.empty(), ValueRange.AUTO, 1, Map.of());

  /** Checks the bounds. */
  public ViewOptions {
    choices = java.util.Collections.unmodifiableMap(new TreeMap<>(choices));
    if (every < 1) {
      throw new UserException("--every must be >= 1: was " + every);
    }
    if (!(clamp > 0 && clamp <= 1)) {
      throw new UserException("--clamp must be > 0 and <= 1: was " + clamp);
    }
  }

  /** The same in another language. */
  public ViewOptions in(Locale newLocale) {
    return new ViewOptions(newLocale, steps, every, width, height, scale, range, clamp, choices);
  }

  /** The same with other steps. */
  public ViewOptions over(StepRange newSteps) {
    return new ViewOptions(locale, newSteps, every, width, height, scale, range, clamp, choices);
  }

  /** The same with one choice more. */
  public ViewOptions with(String name, String value) {
    Map<String, String> more = new TreeMap<>(choices);
    more.put(name, value);
    return new ViewOptions(locale, steps, every, width, height, scale, range, clamp, more);
  }

  /** A choice, or what stands where it was not made. */
  String choice(String name, String otherwise) {
    return choices.getOrDefault(name, otherwise);
  }

  /** Which of an enumeration's constants was chosen, by its lower-case name. */
  <E extends Enum<E>> E choice(String name, E otherwise) {
    String text = choices.get(name);
    if (text == null) {
      return otherwise;
    }
    StringBuilder names = new StringBuilder();
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      String label = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (label.equals(text)) {
        return constant;
      }
      names.append(names.isEmpty() ? "" : ", ").append(label);
    }
    throw new UserException("--" + name + " must be one of " + names + ": was " + text);
  }

  /** A text that differs where the options do. */
  public String text() {
    return locale.toLanguageTag()
        + " "
        + steps
        + " "
        + every
        + " "
        + width
        + "x"
        + height
        + " "
        + scale
        + " "
        + range
        + " "
        + clamp
        + " "
        + choices;
  }
}
