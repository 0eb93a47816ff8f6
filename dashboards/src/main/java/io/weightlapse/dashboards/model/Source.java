// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A data source, by the uid that it has in every Grafana. */
public enum Source {
  /** Runs, metrics, statistics, surfaces. */
  POSTGRES("weightlapse-postgres", "Weightlapse PostgreSQL"),
  /** How the pipeline itself is. */
  PROMETHEUS("weightlapse-prometheus", "Weightlapse Prometheus");

  private final String uid;
  private final String title;

  Source(String uid, String title) {
    this.uid = uid;
    this.title = title;
  }

  /** Its uid. */
  public String uid() {
    return uid;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }

  /** The plugin's id, which changed with 10.2.3. */
  public String type(GrafanaVersion version) {
    if (this == PROMETHEUS) {
      return "prometheus";
    }
    return version.atLeast(10, 2, 3) ? "grafana-postgresql-datasource" : "postgres";
  }

  /** How panels, targets and variables name it. */
  public ObjectNode reference(GrafanaVersion version) {
    return Json.object("type", type(version), "uid", uid);
  }
}
