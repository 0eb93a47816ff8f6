// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is chosen of a dashboard's variables: what somebody asked for, else what Grafana takes. */
final class Choices {
  /** Runs queries. */
  interface Queries {
    Frame rows(String sql) throws SQLException;
  }

  private final Map<String, List<String>> asked;
  private final Queries queries;
  private final Map<String, List<String>> values = new HashMap<>();

  private Choices(Map<String, List<String>> asked, Queries queries) {
    this.asked = asked;
    this.queries = queries;
  }

  /** Values by the variables' names; a name with {@code :text} has the texts of its values. */
  static Map<String, List<String>> of(
      JsonNode dashboard, Map<String, List<String>> asked, Queries queries) throws SQLException {
    Choices choices = new Choices(asked, queries);
    for (JsonNode variable : dashboard.at("/templating/list")) {
      choices.choose(variable);
    }
    return choices.values;
  }

  private void choose(JsonNode variable) throws SQLException {
    String name = variable.get("name").asText();
    String query = variable.get("query").asText();
    List<String> texts = new ArrayList<>();
    List<String> all = new ArrayList<>();
    switch (variable.get("type").asText()) {
      case "constant" -> all.add(query);
      case "custom" ->
          Arrays.stream(query.split(","))
              .map(v -> v.split(" : "))
              .forEach(
                  v -> {
                    texts.add(v[0].strip());
                    all.add(v[v.length - 1].strip());
                  });
      default -> {
        Frame rows = queries.rows(new Interpolation(values).of(query));
        rows.values("__text").forEach(v -> texts.add(String.valueOf(v)));
        rows.values("__value").forEach(v -> all.add(String.valueOf(v)));
      }
    }
    List<String> chosen = asked.getOrDefault(name, List.of());
    if (chosen.isEmpty()) {
      chosen =
          variable.path("includeAll").asBoolean() ? all : all.subList(0, Math.min(1, all.size()));
    } else if (!variable.path("multi").asBoolean()) {
      chosen = chosen.subList(0, 1);
    }
    if (chosen.isEmpty()) {
      chosen = List.of(""); // as Grafana does where there is nothing to choose
    }
    values.put(name, List.copyOf(chosen));
    int at = chosen.size() == 1 ? all.indexOf(chosen.get(0)) : -1;
    values.put(name + ":text", at >= 0 && at < texts.size() ? List.of(texts.get(at)) : chosen);
  }
}
