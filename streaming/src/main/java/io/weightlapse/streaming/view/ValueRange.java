// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.util.UserException;
import java.util.regex.Pattern;

/**
 * What the axes and colours of values reach over.
 *
 * @param kind how it is found
 * @param low lower end; of {@link Kind#FIXED} only
 * @param high upper end; of {@link Kind#FIXED} only
 */
public record ValueRange(Kind kind, double low, double high) {
  /** How a range is found. */
  public enum Kind {
    /** As the view thinks best. */
    AUTO,
    /** Of the frames so far: it grows and never shrinks. */
    SO_FAR,
    /** Of each frame alone. */
    FRAME,
    /** Of all frames: the run is read twice. */
    RUN,
    /** As it was given. */
    FIXED;

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** As the view thinks best. */
  public static final ValueRange AUTO = new ValueRange(Kind.AUTO, 0, 0);

  private static final Pattern ENDS = Pattern.compile("([^:]+):([^:]+)");

  /** The ends must rise. */
  public ValueRange {
    if (kind == Kind.FIXED && !(low < high && Double.isFinite(high - low))) {
      throw new UserException("--range must be LOW:HIGH with LOW < HIGH: was " + low + ":" + high);
    }
  }

  /** Reads {@code auto}, {@code so-far}, {@code frame}, {@code run} or {@code LOW:HIGH}. */
  public static ValueRange of(String text) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.FIXED && kind.label().equals(text)) {
        return new ValueRange(kind, 0, 0);
      }
    }
    var m = ENDS.matcher(text);
    try {
      if (m.matches()) {
        double low = Double.parseDouble(m.group(1));
        return new ValueRange(Kind.FIXED, low, Double.parseDouble(m.group(2)));
      }
    } catch (NumberFormatException e) {
      throw new UserException("--range must be auto, so-far, frame, run or LOW:HIGH: was " + text);
    }
    throw new UserException("--range must be auto, so-far, frame, run or LOW:HIGH: was " + text);
  }

  /** The kind, or what stands for {@link Kind#AUTO}. */
  Kind kindOr(Kind automatic) {
    return kind == Kind.AUTO ? automatic : kind;
  }

  @Override
  public String toString() {
    return kind == Kind.FIXED ? low + ":" + high : kind.label();
  }
}
