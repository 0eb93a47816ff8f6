// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** How values are written and coloured; immutable. */
public final class FieldStyle {
  private final ObjectNode defaults;
  private final ArrayNode overrides;

  private FieldStyle(ObjectNode defaults, ArrayNode overrides) {
    this.defaults = defaults;
    this.overrides = overrides;
  }

  /** Grafana's own. */
  public static FieldStyle plain() {
    return new FieldStyle(Json.object(), Json.array(List.of()));
  }

  /** A colour from a value up. */
  public record Step(double from, String colour) {}

  /** Grafana's unit: {@code percentunit}, {@code s}, {@code bytes}. */
  public FieldStyle unit(String unit) {
    return with("unit", unit);
  }

  /** Digits after the point. */
  public FieldStyle decimals(int decimals) {
    return with("decimals", decimals);
  }

  /** The ends of the axis. */
  public FieldStyle range(double min, double max) {
    return with("min", min).with("max", max);
  }

  /** What stands where there is no value. */
  public FieldStyle noValue(String text) {
    return with("noValue", text);
  }

  /** Grafana's way to colour. */
  public FieldStyle colour(String mode) {
    return with("color", Json.object("mode", mode));
  }

  /** Colours by value, from {@code base} on. */
  public FieldStyle thresholds(String base, Step... steps) {
    return with("thresholds", thresholdsOf(base, steps));
  }

  /** A property of the fields that a matcher finds. */
  public FieldStyle override(String matcher, String field, String property, Object value) {
    ArrayNode copy = overrides.deepCopy();
    for (JsonNode o : copy) {
      JsonNode m = o.get("matcher");
      if (m.get("id").asText().equals(matcher) && m.get("options").asText().equals(field)) {
        ((ArrayNode) o.get("properties")).add(Json.object("id", property, "value", value));
        return new FieldStyle(defaults, copy);
      }
    }
    copy.add(
        Json.object(
            "matcher",
            Json.object("id", matcher, "options", field),
            "properties",
            List.of(Json.object("id", property, "value", value))));
    return new FieldStyle(defaults, copy);
  }

  /** A property of one column. */
  public FieldStyle column(String field, String property, Object value) {
    return override("byName", field, property, value);
  }

  /** A column whose cells are coloured by value. */
  public FieldStyle coloured(String field, String base, Step... steps) {
    return column(
            field, "custom.cellOptions", Json.object("type", "color-background", "mode", "basic"))
        .column(field, "color", Json.object("mode", "thresholds"))
        .column(field, "thresholds", thresholdsOf(base, steps));
  }

  /** A column whose cells lead somewhere. */
  public FieldStyle link(String field, String title, String url) {
    return column(
        field, "links", List.of(Json.object("title", title, "url", url, "targetBlank", false)));
  }

  private FieldStyle with(String key, Object value) {
    ObjectNode copy = defaults.deepCopy();
    copy.set(key, Json.object(key, value).get(key));
    return new FieldStyle(copy, overrides);
  }

  private static ObjectNode thresholdsOf(String base, Step... steps) {
    ArrayNode all = Json.array(List.of(Json.object("color", base, "value", null)));
    for (Step s : steps) {
      all.add(Json.object("color", s.colour(), "value", s.from()));
    }
    return Json.object("mode", "absolute", "steps", all);
  }

  /**
   * Fields that have a style of their own.
   *
   * @param matcher {@code byName} or {@code byRegexp}
   * @param field a name, or a regular expression
   */
  public record Matched(String matcher, String field) {}

  /** Which fields have a style of their own. */
  public List<Matched> matched() {
    List<Matched> all = new ArrayList<>();
    for (JsonNode o : overrides) {
      JsonNode m = o.get("matcher");
      all.add(new Matched(m.get("id").asText(), m.get("options").asText()));
    }
    return all;
  }

  /** As a panel has it. */
  ObjectNode toJson(ObjectNode custom) {
    ObjectNode all = defaults.deepCopy();
    if (!custom.isEmpty()) {
      all.set("custom", custom);
    }
    return Json.object("defaults", all, "overrides", overrides.deepCopy());
  }
}
