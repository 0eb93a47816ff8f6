// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.client.Change.Outcome;
import io.weightlapse.dashboards.client.PushOptions.Mode;
import io.weightlapse.dashboards.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Dashboards by their uids: made, restored where they drifted, never taken from others. */
final class DashboardPush {
  /** What Grafana sets by itself. */
  private static final List<String> SET_BY_GRAFANA = List.of("id", "version", "iteration");

  private final Grafana grafana;
  private final Mode mode;
  private final String folder;

  DashboardPush(Grafana grafana, Mode mode, String folder) {
    this.grafana = grafana;
    this.mode = mode;
    this.folder = folder;
  }

  Change push(ObjectNode ours) {
    String uid = ours.get("uid").asText();
    String title = ours.get("title").asText();
    String what = "dashboard " + title;
    String message = "weightlapse " + hash(ours);
    Optional<JsonNode> theirs = grafana.dashboard(uid);
    List<String> diff = List.of();
    if (theirs.isPresent()) {
      JsonNode meta = theirs.get().path("meta");
      if (meta.path("provisioned").asBoolean()) {
        return new Change(
            what, Outcome.SKIPPED, List.of("Grafana reads it from a file: change it there"));
      }
      diff = drift(theirs.get(), ours);
      if (meta.path("folderUid").asText().equals(folder)
          && (diff.isEmpty() || grafana.lastMessage(uid).equals(message))) {
        return Change.of(what, Outcome.UNCHANGED);
      }
    }
    refuseNamesake(uid, title);
    Outcome outcome = theirs.isEmpty() ? Outcome.CREATED : Outcome.UPDATED;
    if (mode == Mode.APPLY) {
      save(uid, what, ours, message);
    }
    return new Change(what, outcome, diff);
  }

  private void save(String uid, String what, ObjectNode ours, String message) {
    Answer answer = grafana.saveDashboard(ours, folder, message);
    if (answer.is(412)) {
      throw new GrafanaException(
          "Grafana keeps something else in the place of %s (412 %s: %s)"
              .formatted(what, answer.body().path("status").asText("?"), answer.message()));
    }
    String stored = answer.body().path("uid").asText();
    if (!stored.equals(uid)) {
      throw new GrafanaException(
          ("Grafana stored %s in the place of another one, %s: bring that one back from its"
                  + " versions, and give another --folder")
              .formatted(what, stored));
    }
  }

  /** Old Grafanas would overwrite a dashboard of the same title in the same folder. */
  private void refuseNamesake(String uid, String title) {
    for (JsonNode hit : grafana.search(title)) {
      if (hit.path("folderUid").asText().equals(folder)
          && hit.path("title").asText().equalsIgnoreCase(title)
          && !hit.path("uid").asText().equals(uid)) {
        throw new GrafanaException(
            "the folder has a dashboard %s that is not ours (%s): rename or move it"
                .formatted(title, hit.path("uid").asText()));
      }
    }
  }

  private static List<String> drift(JsonNode theirs, ObjectNode ours) {
    if (!theirs.path("dashboard").isObject()) {
      return List.of("/: no dashboard");
    }
    ObjectNode a = theirs.get("dashboard").deepCopy();
    return Diff.between(
        a.without(SET_BY_GRAFANA), ours.deepCopy().without(SET_BY_GRAFANA), Diff.Extra.COUNTS);
  }

  /** Tells one content from another. */
  static String hash(ObjectNode dashboard) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256")
              .digest(Json.pretty(dashboard).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
