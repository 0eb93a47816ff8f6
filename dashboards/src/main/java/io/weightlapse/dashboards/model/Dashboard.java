// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.util.Checks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A page of panels.
 *
 * @param uid the same in every Grafana
 * @param title above it
 * @param description what it answers
 * @param from where its time begins, such as {@code now-6h}
 * @param variables what a reader chooses
 * @param annotations marks over time
 * @param links at its head
 * @param panels in the order in which they fill the page, from left to right
 */
public record Dashboard(
    String uid,
    String title,
    String description,
    String from,
    List<Variable> variables,
    List<Annotation> annotations,
    List<Link> links,
    List<Panel> panels) {
  /** What dashboards of ours are found by. */
  public static final String TAG = "weightlapse";

  /** Of Grafana 10: newer ones bring it up to date themselves. */
  private static final int SCHEMA = 38;

  /** Ids may not come twice. */
  public Dashboard {
    Checks.require(
        uid.matches("[A-Za-z0-9_-]{1,40}"), "uid must be [A-Za-z0-9_-]{1,40}: was %s", uid);
    variables = List.copyOf(variables);
    annotations = List.copyOf(annotations);
    links = List.copyOf(links);
    panels = List.copyOf(panels);
    Set<Integer> ids = new HashSet<>();
    for (Panel p : panels) {
      Checks.require(ids.add(p.id()), "ids of panels of %s must differ: was %d", uid, p.id());
    }
  }

  /** The panel of that id. */
  public Panel panel(int id) {
    return panels.stream().filter(p -> p.id() == id).findFirst().orElseThrow();
  }

  /** The model that Grafana of that version imports. */
  public ObjectNode toJson(GrafanaVersion version) {
    List<ObjectNode> marks = new ArrayList<>();
    marks.add(Annotation.builtIn());
    annotations.forEach(a -> marks.add(a.toJson(version)));
    return Json.object(
        "id",
        null,
        "uid",
        uid,
        "title",
        title,
        "description",
        description,
        "tags",
        List.of(TAG, "generated"),
        "timezone",
        "browser",
        "editable",
        false,
        "graphTooltip",
        1,
        "time",
        Json.object("from", from, "to", "now"),
        "timepicker",
        Json.object("refresh_intervals", List.of("5s", "10s", "30s", "1m", "5m")),
        "refresh",
        "10s",
        "schemaVersion",
        SCHEMA,
        "version",
        0,
        "templating",
        Json.object("list", variables.stream().map(v -> v.toJson(version)).toList()),
        "annotations",
        Json.object("list", marks),
        "links",
        links.stream().map(Link::toJson).toList(),
        "panels",
        placed(version));
  }

  /** From left to right; a panel that does not fit begins the next row below the highest. */
  private ArrayNode placed(GrafanaVersion version) {
    ArrayNode all = Json.array(List.of());
    int x = 0;
    int y = 0;
    int height = 0;
    for (Panel p : panels) {
      if (x + p.width() > Panel.COLUMNS) {
        x = 0;
        y += height;
        height = 0;
      }
      all.add(p.toJson(x, y, version));
      x += p.width();
      height = Math.max(height, p.height());
    }
    return all;
  }
}
