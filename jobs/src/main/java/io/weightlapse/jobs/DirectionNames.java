// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the option {@code --directions} says: as many names as the slice has directions. */
final class DirectionNames {
  /** For messages. */
  static final String KINDS =
      "random, filter, layer, weight, pca, gradient, update, hessian, points, run:ID, runs:A,B,"
          + " step:N or file:PATH";

  private static final Set<String> PLAIN =
      Set.of("random", "filter", "layer", "weight", "pca", "gradient", "update", "hessian");
  private static final Pattern PART = Pattern.compile("\\G(runs:[^,]+,[^,]+|file:.+|[^,]+)(,|$)");

  private DirectionNames() {}

  /** One name a direction; {@code file:PATH} for both directions of a plane comes twice. */
  static List<String> of(String text, int dimensions) {
    List<String> parts = new ArrayList<>();
    Matcher m = PART.matcher(text);
    int end = 0;
    while (m.find()) {
      parts.add(m.group(1));
      end = m.end();
    }
    if (end != text.length() || text.endsWith(",")) {
      throw wrong(text);
    }
    parts.forEach(part -> check(part, text));
    List<String> names = new ArrayList<>();
    for (String part : parts) {
      if (part.startsWith("runs:")) {
        String[] ids = part.substring(5).split(",");
        names.add("run:" + ids[0]);
        names.add("run:" + ids[1]);
      } else {
        names.add(part);
      }
    }
    if (dimensions == 2 && names.size() == 1) {
      names.add(second(names.get(0)));
    }
    if (names.size() != dimensions) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "--directions must be %s: was %s",
              dimensions == 1 ? "one for a line" : "one or two for a plane",
              text));
    }
    if (dimensions == 2 && names.contains("points")) {
      throw new UserException("--directions points is for lines: was " + text);
    }
    return names;
  }

  /** What goes with a direction that stands alone. */
  private static String second(String first) {
    return switch (first) {
      case "gradient" -> "update";
      case "update" -> "gradient";
      default -> PLAIN.contains(first) || first.startsWith("file:") ? first : "filter";
    };
  }

  private static void check(String part, String text) {
    boolean known =
        PLAIN.contains(part)
            || part.equals("points")
            || part.matches("run:.+|runs:[^,]+,[^,]+|file:.+|step:\\d{1,18}");
    if (!known) {
      throw wrong(text);
    }
  }

  private static UserException wrong(String text) {
    return new UserException("--directions must be " + KINDS + ": was " + text);
  }

  /** A name that tells slices of these directions and data apart: {@code step500-test}. */
  static String slice(String directions, String data, int samples) {
    String plain =
        directions.startsWith("file:")
            ? directions.replaceFirst("file:.*/", "file:").replaceFirst("\\.npy$", "")
            : directions;
    String name =
        plain.replaceAll("\\b(step|run|runs|file):", "$1-")
            + (data.equals("train") ? "" : "-" + data.replace(":", ""))
            + (samples == 0 ? "" : "-" + samples);
    String clean = name.replaceAll("[^A-Za-z0-9._-]+", "-");
    String cut = clean.substring(0, Math.min(64, clean.length()));
    return cut.replaceFirst("\\.(origin|step\\d+)$", "-$1"); // as files of slices end
  }
}
