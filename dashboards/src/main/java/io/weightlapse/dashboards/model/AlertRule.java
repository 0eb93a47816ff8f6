// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A rule that Grafana evaluates every minute.
 *
 * @param uid the same in every Grafana
 * @param title what is wrong when it fires
 * @param query the rows or values to look at; rows have labels and one number
 * @param above it fires where the number is larger
 * @param lookBack seconds of the past that the query sees
 * @param lasting for how long it must be so, such as {@code 5m}
 * @param noData what no rows mean
 * @param severity a label
 * @param summary one line for whoever is woken; labels stand as {@code {{ $labels.run }}}
 * @param dashboard uid of the dashboard to look at
 * @param panel its panel
 */
public record AlertRule(
    String uid,
    String title,
    Target query,
    double above,
    int lookBack,
    String lasting,
    NoData noData,
    String severity,
    String summary,
    String dashboard,
    int panel) {
  /** The group that all rules are in. */
  public static final String GROUP = "weightlapse";

  /** What no rows mean. */
  public enum NoData {
    /** Nothing trains. */
    OK("OK"),
    /** Nobody measures. */
    NO_DATA("NoData");

    private final String label;

    NoData(String label) {
      this.label = label;
    }
  }

  /** The rule as Grafana's provisioning takes it, in a folder. */
  public ObjectNode toJson(String folder, GrafanaVersion version) {
    return Json.object(
        "uid",
        uid,
        "orgID",
        1,
        "folderUID",
        folder,
        "ruleGroup",
        GROUP,
        "title",
        title,
        "condition",
        "B",
        "data",
        List.of(asked(version), compared()),
        "noDataState",
        noData.label,
        "execErrState",
        "Error",
        "for",
        lasting,
        "annotations",
        Json.object(
            "summary",
            summary,
            "__dashboardUid__",
            dashboard,
            "__panelId__",
            String.valueOf(panel)),
        "labels",
        Json.object("severity", severity, "team", Dashboard.TAG),
        "isPaused",
        false);
  }

  private ObjectNode asked(GrafanaVersion version) {
    ObjectNode model = query.toJson("A", version);
    model.put("intervalMs", 1000).put("maxDataPoints", 43200);
    return Json.object(
        "refId",
        "A",
        "queryType",
        "",
        "relativeTimeRange",
        Json.object("from", lookBack, "to", 0),
        "datasourceUid",
        query.source().uid(),
        "model",
        model);
  }

  private ObjectNode compared() {
    return Json.object(
        "refId",
        "B",
        "queryType",
        "",
        "relativeTimeRange",
        Json.object("from", 0, "to", 0),
        "datasourceUid",
        "__expr__",
        "model",
        Json.object(
            "refId",
            "B",
            "type",
            "math",
            "expression",
            "$A > " + Double.toString(above).replaceAll("\\.0$", ""),
            "datasource",
            Json.object("type", "__expr__", "uid", "__expr__"),
            "intervalMs",
            1000,
            "maxDataPoints",
            43200));
  }
}
