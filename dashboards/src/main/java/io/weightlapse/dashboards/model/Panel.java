// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.util.Checks;
import java.util.List;

/**
 * A picture of a dashboard.
 *
 * @param id stays with the panel for ever: links and alert rules name it
 * @param title above it
 * @param description what it answers, and how to read it
 * @param width in columns of 24
 * @param height in rows of 30 pixels
 * @param visual how rows are drawn
 * @param targets where rows come from
 * @param style how values are written
 * @param transformations what is done to rows first
 */
public record Panel(
    int id,
    String title,
    String description,
    int width,
    int height,
    Visual visual,
    List<Target> targets,
    FieldStyle style,
    List<Transformation> transformations) {
  /** Columns of a dashboard. */
  public static final int COLUMNS = 24;

  /** The sizes must fit. */
  public Panel {
    Checks.atLeast("id", id, 1);
    Checks.require(width >= 1 && width <= COLUMNS, "width must be 1..%d: was %d", COLUMNS, width);
    Checks.atLeast("height", height, 1);
    targets = List.copyOf(targets);
    transformations = List.copyOf(transformations);
  }

  /** A panel without queries yet. */
  public static Panel of(int id, String title, int width, int height, Visual visual) {
    return new Panel(
        id, title, "", width, height, visual, List.of(), FieldStyle.plain(), List.of());
  }

  /** With a text about it. */
  public Panel about(String text) {
    return new Panel(id, title, text, width, height, visual, targets, style, transformations);
  }

  /** With these queries. */
  public Panel from(Target... queries) {
    return new Panel(
        id, title, description, width, height, visual, List.of(queries), style, transformations);
  }

  /** With values written so. */
  public Panel styled(FieldStyle values) {
    return new Panel(
        id, title, description, width, height, visual, targets, values, transformations);
  }

  /** With rows changed so. */
  public Panel transformed(List<Transformation> changes) {
    return new Panel(id, title, description, width, height, visual, targets, style, changes);
  }

  /** As a dashboard has it, with its upper left corner there. */
  ObjectNode toJson(int x, int y, GrafanaVersion version) {
    ObjectNode node = Json.object("id", id, "type", visual.type(version), "title", title);
    if (!description.isEmpty()) {
      node.put("description", description);
    }
    node.set("gridPos", Json.object("h", height, "w", width, "x", x, "y", y));
    if (!targets.isEmpty()) {
      node.set("datasource", targets.get(0).source().reference(version));
    }
    ArrayNode queries = Json.array(List.of());
    for (int i = 0; i < targets.size(); i++) {
      queries.add(targets.get(i).toJson(String.valueOf((char) ('A' + i)), version));
    }
    node.set("targets", queries);
    if (!transformations.isEmpty()) {
      node.set(
          "transformations",
          Json.array(transformations.stream().map(Transformation::toJson).toList()));
    }
    node.set("options", visual.options(version));
    node.set("fieldConfig", style.toJson(visual.custom(version)));
    if (!visual.pluginVersion(version).isEmpty()) {
      node.put("pluginVersion", visual.pluginVersion(version));
    }
    return node;
  }
}
