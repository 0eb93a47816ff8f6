// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.client.Http.Repeat;
import io.weightlapse.dashboards.model.GrafanaVersion;
import io.weightlapse.dashboards.model.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Every call of Grafana's HTTP API that we make: by uids alone, as Grafana 13 wants it. */
final class Grafana {
  private final Http http;

  Grafana(Connection connection, List<String> secrets) {
    this(
        new Http(
            connection.address(),
            connection.credentials(),
            connection.tls(),
            connection.retries(),
            connection.timeout(),
            new Redaction(secrets)));
  }

  private Grafana(Http http) {
    this.http = http;
  }

  /** The same Grafana, called by somebody else. */
  Grafana as(Credentials other) {
    return new Grafana(http.as(other));
  }

  Http http() {
    return http;
  }

  /** Its version, of which it tells everybody. */
  GrafanaVersion version() {
    JsonNode health = http.get("/health").body();
    String version = health.path("version").asText("");
    if (version.isEmpty() && health.path("database").isMissingNode()) {
      throw new GrafanaException(
          http.base() + " is no Grafana: /api/health says nothing of a database");
    }
    if (version.isEmpty()) {
      throw new GrafanaException(
          "Grafana at " + http.base() + " hides its version: say it with --grafana-version");
    }
    return GrafanaVersion.parse(version);
  }

  Optional<JsonNode> folder(String uid) {
    return found(http.get("/folders/" + uid, 404));
  }

  /** Whether it was made; false where its uid or title is taken. */
  boolean createFolder(String uid, String title) {
    return !taken(post("/folders", Json.object("uid", uid, "title", title), 409, 412));
  }

  void renameFolder(String uid, String title, int version) {
    put("/folders/" + uid, Json.object("title", title, "version", version, "overwrite", true));
  }

  Optional<JsonNode> dataSource(String uid) {
    return found(http.get("/datasources/uid/" + uid, 404));
  }

  /** Whether it was made; false where its uid or name is taken. */
  boolean createDataSource(ObjectNode source) {
    return !taken(post("/datasources", source, 409));
  }

  void updateDataSource(String uid, ObjectNode source) {
    put("/datasources/uid/" + uid, source);
  }

  /** What is wrong with it; empty if it answers, or cannot tell. */
  Optional<String> ill(String uid) {
    Answer answer = http.get("/datasources/uid/" + uid + "/health", 400, 404, 500, 501, 502);
    if (answer.is(404) || answer.is(501)) {
      return Optional.empty(); // a plugin without such a check
    }
    String status = answer.body().path("status").asText("");
    if (answer.is(200) && !status.equalsIgnoreCase("ERROR")) {
      return Optional.empty();
    }
    return Optional.of(http.redaction().of(answer.message()));
  }

  Optional<JsonNode> dashboard(String uid) {
    return found(http.get("/dashboards/uid/" + uid, 404));
  }

  /** The message of the latest version; empty where nobody can tell. */
  String lastMessage(String uid) {
    JsonNode body = http.get("/dashboards/uid/" + uid + "/versions?limit=1", 403, 404, 500).body();
    JsonNode versions = body.isArray() ? body : body.path("versions"); // since 11
    return versions.path(0).path("message").asText("");
  }

  /** Dashboards whose titles have that text in them. */
  JsonNode search(String title) {
    return http.get("/search?type=dash-db&limit=1000&query=" + encoded(title)).body();
  }

  /** The answer to a dashboard: 200 or 412. */
  Answer saveDashboard(ObjectNode dashboard, String folder, String message) {
    return post(
        "/dashboards/db",
        Json.object(
            "dashboard", dashboard, "folderUid", folder, "overwrite", true, "message", message),
        412);
  }

  Optional<JsonNode> alertRule(String uid) {
    return found(http.get("/v1/provisioning/alert-rules/" + uid, 404));
  }

  /** Whether it was made; false where its uid is taken. */
  boolean createAlertRule(ObjectNode rule) {
    return !taken(post("/v1/provisioning/alert-rules", rule, 409));
  }

  void updateAlertRule(String uid, ObjectNode rule) {
    put("/v1/provisioning/alert-rules/" + uid, rule);
  }

  /** The annotations that have all these tags. */
  JsonNode annotations(List<String> tags, long from, long to) {
    StringBuilder query =
        new StringBuilder("/annotations?type=annotation&limit=10000&matchAny=false");
    query.append("&from=").append(from).append("&to=").append(to);
    tags.forEach(t -> query.append("&tags=").append(encoded(t)));
    return http.get(query.toString()).body();
  }

  /** Posts once: the caller lists before it tries again. */
  void annotate(ObjectNode annotation) {
    http.send("POST", "/annotations", Optional.of(annotation), Repeat.NEVER);
  }

  JsonNode preferences() {
    return http.get("/org/preferences").body();
  }

  void homeDashboard(String uid) {
    http.send(
        "PATCH",
        "/org/preferences",
        Optional.of(Json.object("homeDashboardUID", uid)),
        Repeat.SAFE);
  }

  /** The id of the service account of that name. */
  Optional<Long> serviceAccount(String name) {
    JsonNode all =
        http.get("/serviceaccounts/search?perpage=1000&query=" + encoded(name))
            .body()
            .path("serviceAccounts");
    for (JsonNode a : all) {
      if (a.path("name").asText().equals(name)) {
        return Optional.of(a.path("id").asLong());
      }
    }
    return Optional.empty();
  }

  long createServiceAccount(String name, String role) {
    return http.send(
            "POST",
            "/serviceaccounts",
            Optional.of(Json.object("name", name, "role", role)),
            Repeat.NEVER)
        .body()
        .path("id")
        .asLong();
  }

  /** A new token: its id and key. */
  JsonNode createToken(long account, String name, long seconds) {
    return http.send(
            "POST",
            "/serviceaccounts/" + account + "/tokens",
            Optional.of(Json.object("name", name, "secondsToLive", seconds)),
            Repeat.NEVER)
        .body();
  }

  void deleteToken(long account, long token) {
    http.send(
        "DELETE",
        "/serviceaccounts/" + account + "/tokens/" + token,
        Optional.empty(),
        Repeat.SAFE,
        404);
  }

  private Answer post(String path, ObjectNode body, int... expected) {
    return http.send("POST", path, Optional.of(body), Repeat.SAFE, expected);
  }

  private void put(String path, ObjectNode body) {
    http.send("PUT", path, Optional.of(body), Repeat.SAFE);
  }

  private static boolean taken(Answer answer) {
    return answer.is(409) || answer.is(412);
  }

  private static Optional<JsonNode> found(Answer answer) {
    return answer.is(404) ? Optional.empty() : Optional.of(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
