// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.client.Change.Outcome;
import io.weightlapse.dashboards.client.PushOptions.Mode;
import io.weightlapse.dashboards.client.PushOptions.Passwords;
import io.weightlapse.dashboards.model.GrafanaVersion;
import io.weightlapse.dashboards.model.Json;
import io.weightlapse.dashboards.model.Source;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Data sources. Grafana never shows a password: it is sent again where something else differs,
 * where the data source does not work, or where somebody asks for it.
 */
final class SourcePush {
  private final Grafana grafana;
  private final Passwords passwords;
  private final Mode mode;

  SourcePush(Grafana grafana, Passwords passwords, Mode mode) {
    this.grafana = grafana;
    this.passwords = passwords;
    this.mode = mode;
  }

  static ObjectNode postgres(Postgres p, GrafanaVersion version) {
    ObjectNode node = head(Source.POSTGRES, version, p.address());
    node.put("user", p.user()).put("database", p.database());
    node.set(
        "jsonData",
        Json.object("database", p.database(), "sslmode", p.sslMode(), "timescaledb", false));
    node.set("secureJsonData", Json.object("password", p.password()));
    return node;
  }

  static ObjectNode prometheus(URI address, GrafanaVersion version) {
    ObjectNode node = head(Source.PROMETHEUS, version, address.toString());
    node.set("jsonData", Json.object("httpMethod", "POST", "timeInterval", "15s"));
    return node;
  }

  private static ObjectNode head(Source source, GrafanaVersion version, String url) {
    return Json.object(
        "uid",
        source.uid(),
        "name",
        source.title(),
        "type",
        source.type(version),
        "access",
        "proxy",
        "url",
        url);
  }

  Change push(ObjectNode ours) {
    String uid = ours.get("uid").asText();
    String what = "data source " + ours.get("name").asText();
    Optional<JsonNode> theirs = grafana.dataSource(uid);
    if (theirs.isEmpty()) {
      if (mode == Mode.DRY_RUN) {
        return Change.of(what, Outcome.CREATED);
      }
      if (grafana.createDataSource(ours)) {
        return checked(what, uid, Outcome.CREATED, List.of());
      }
      theirs = grafana.dataSource(uid); // somebody was faster, or an answer was lost
      if (theirs.isEmpty()) {
        throw new GrafanaException(
            what + " is there already with another uid: rename or remove that one");
      }
    }
    if (theirs.get().path("readOnly").asBoolean()) {
      return new Change(
          what, Outcome.SKIPPED, List.of("Grafana reads it from a file: change it there"));
    }
    List<String> diff =
        new ArrayList<>(
            Diff.between(
                theirs.get(), ours.deepCopy().without("secureJsonData"), Diff.Extra.IS_FINE));
    if (passwords == Passwords.ALWAYS && ours.has("secureJsonData")) {
      diff.add("the password, which Grafana does not show");
    }
    if (diff.isEmpty() && (mode == Mode.DRY_RUN || grafana.ill(uid).isEmpty())) {
      return Change.of(what, Outcome.UNCHANGED);
    }
    if (mode == Mode.DRY_RUN) {
      return new Change(what, Outcome.UPDATED, diff);
    }
    grafana.updateDataSource(uid, ours);
    return checked(what, uid, Outcome.UPDATED, diff);
  }

  private Change checked(String what, String uid, Outcome outcome, List<String> diff) {
    Optional<String> ill = grafana.ill(uid);
    return ill.map(message -> new Change(what, Outcome.ILL, List.of(message)))
        .orElseGet(() -> new Change(what, outcome, diff));
  }
}
