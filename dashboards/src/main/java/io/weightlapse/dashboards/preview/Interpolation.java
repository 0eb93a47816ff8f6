// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces variables and macros as Grafana does.
 *
 * @param variables chosen values by name, and their texts by name and {@code :text}
 * @param range the chosen time
 */
public record Interpolation(Map<String, List<String>> variables, TimeRange range) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::(\\w+))?}");
  private static final Pattern TIME_FILTER = Pattern.compile("\\$__timeFilter\\(([\\w.]+)\\)");

  /** Keeps a copy. */
  public Interpolation {
    variables = Map.copyOf(variables);
  }

  /** The last hour. */
  public Interpolation(Map<String, List<String>> variables) {
    this(variables, TimeRange.lastHour());
  }

  /** A query as the data source gets it. */
  public String of(String sql) {
    String filtered =
        TIME_FILTER
            .matcher(replaced(sql))
            .replaceAll(
                "$1 BETWEEN '"
                    + range.from()
                    + "'::timestamptz AND '"
                    + range.to()
                    + "'::timestamptz");
    if (filtered.contains("$__")) {
      throw new IllegalStateException("unknown macro in " + sql);
    }
    return filtered;
  }

  /** A title or a text with the chosen values. */
  public String replaced(String text) {
    Matcher m = VARIABLE.matcher(text);
    return m.replaceAll(r -> Matcher.quoteReplacement(value(r.group(1), r.group(2))));
  }

  private String value(String name, String format) {
    if (name.equals("__to")) {
      return Long.toString(range.to().toEpochMilli());
    }
    List<String> texts = variables.get(name + ":text");
    List<String> values = "text".equals(format) && texts != null ? texts : variables.get(name);
    if (values == null) {
      throw new IllegalStateException("no variable " + name);
    }
    if ("sqlstring".equals(format)) {
      return values.stream()
          .map(v -> "'" + v.replace("'", "''") + "'")
          .collect(Collectors.joining(","));
    }
    return String.join(",", values);
  }
}
