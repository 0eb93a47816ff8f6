// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces variables and macros as Grafana does.
 *
 * @param variables chosen values by name
 */
record Interpolation(Map<String, List<String>> variables) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::(\\w+))?}");
  private static final Pattern TIME_FILTER = Pattern.compile("\\$__timeFilter\\(([\\w.]+)\\)");

  String of(String sql) {
    Matcher m = VARIABLE.matcher(sql);
    String replaced = m.replaceAll(r -> Matcher.quoteReplacement(value(r.group(1), r.group(2))));
    String done =
        TIME_FILTER
            .matcher(replaced)
            .replaceAll("$1 BETWEEN now() - interval '1 hour' AND now() + interval '1 minute'");
    if (done.contains("$__")) {
      throw new IllegalStateException("unknown macro in " + sql);
    }
    return done;
  }

  private String value(String name, String format) {
    List<String> values = variables.get(name);
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
