// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * How a panel's values are written and coloured.
 *
 * @param config the panel's {@code fieldConfig}
 */
record Style(JsonNode config) {
  /** A property of a column, or of all; missing where nobody says it. */
  JsonNode of(String column, String property) {
    JsonNode found = config.at("/defaults/" + property.replace('.', '/'));
    for (JsonNode o : config.path("overrides")) {
      String name = o.at("/matcher/options").asText();
      boolean regexp = o.at("/matcher/id").asText().equals("byRegexp");
      if (regexp ? column.matches(name) : column.equals(name)) {
        for (JsonNode p : o.path("properties")) {
          found = p.path("id").asText().equals(property) ? p.path("value") : found;
        }
      }
    }
    return found;
  }

  String write(String column, Object value) {
    return Units.write(value, unit(column), of(column, "decimals").asInt(-1));
  }

  String unit(String column) {
    return of(column, "unit").asText("");
  }

  /** A value's colour by the column's thresholds; null where there are none. */
  Color threshold(String column, double value) {
    Color colour = null;
    for (JsonNode step : of(column, "thresholds").path("steps")) {
      if (step.path("value").isNull() || value >= step.path("value").asDouble()) {
        colour = Colours.named(step.path("color").asText());
      }
    }
    return colour;
  }

  /** The colour that a mapping gives a text; null where there is none. */
  Color mapped(String column, String text) {
    for (JsonNode mapping : of(column, "mappings")) {
      JsonNode colour = mapping.path("options").path(text).path("color");
      if (colour.isTextual()) {
        return Colours.named(colour.asText());
      }
    }
    return null;
  }

  boolean isLog() {
    return config.at("/defaults/custom/scaleDistribution/type").asText().equals("log");
  }

  /** Whether areas between thresholds are drawn. */
  boolean hasBand() {
    return config.at("/defaults/custom/thresholdsStyle/mode").asText().contains("area");
  }

  List<JsonNode> steps() {
    return StreamSupport.stream(config.at("/defaults/thresholds/steps").spliterator(), false)
        .toList();
  }
}
