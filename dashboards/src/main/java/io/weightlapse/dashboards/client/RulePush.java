// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.client.Change.Outcome;
import io.weightlapse.dashboards.client.PushOptions.Mode;
import java.util.List;
import java.util.Optional;

/** Alert rules by their uids. What Grafana adds to a rule is no difference. */
final class RulePush {
  private final Grafana grafana;
  private final Mode mode;

  RulePush(Grafana grafana, Mode mode) {
    this.grafana = grafana;
    this.mode = mode;
  }

  Change push(ObjectNode ours) {
    String uid = ours.get("uid").asText();
    String what = "alert rule " + ours.get("title").asText();
    Optional<JsonNode> theirs = grafana.alertRule(uid);
    if (theirs.isEmpty()) {
      if (mode == Mode.DRY_RUN || grafana.createAlertRule(ours)) {
        return Change.of(what, Outcome.CREATED);
      }
      theirs = grafana.alertRule(uid); // an answer was lost
      if (theirs.isEmpty()) {
        throw new GrafanaException(what + " is there already with another uid: rename that one");
      }
    }
    // the organisation is that of the caller, whatever a rule says
    List<String> diff =
        Diff.between(theirs.get(), ours.deepCopy().without("orgID"), Diff.Extra.IS_FINE);
    if (diff.isEmpty()) {
      return Change.of(what, Outcome.UNCHANGED);
    }
    if (mode == Mode.APPLY) {
      grafana.updateAlertRule(uid, ours);
    }
    return new Change(what, Outcome.UPDATED, diff);
  }
}
