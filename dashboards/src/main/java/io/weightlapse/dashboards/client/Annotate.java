// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.dashboards.model.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Posts marks that are not there yet. Grafana has no key for them: their tags are. */
public final class Annotate {
  private final Connection connection;

  /** Connects to nothing yet. */
  public Annotate(Connection connection) {
    this.connection = connection;
  }

  /** Posts the marks of a run; how many were missing. */
  public int post(String run, List<Mark> marks) {
    if (marks.isEmpty()) {
      return 0;
    }
    int[] posted = new int[1];
    ServiceAccount.with(
        new Grafana(connection, List.of()), grafana -> posted[0] = post(grafana, run, marks));
    return posted[0];
  }

  private static int post(Grafana grafana, String run, List<Mark> marks) {
    Set<Set<String>> there = there(grafana, run, marks);
    int before = there.size();
    Retries retries = grafana.http().retries();
    int attempt = 1;
    for (int i = 0; i < marks.size(); ) {
      Mark mark = marks.get(i);
      if (there.contains(Set.copyOf(mark.tags()))) {
        i++;
        continue;
      }
      try {
        grafana.annotate(
            Json.object(
                "time",
                mark.from().toEpochMilli(),
                "timeEnd",
                mark.to().toEpochMilli(),
                "tags",
                mark.tags(),
                "text",
                mark.text()));
        there.add(Set.copyOf(mark.tags()));
        attempt = 1;
      } catch (GrafanaException e) {
        if (attempt >= retries.attempts() || !(e.getCause() instanceof IOException)) {
          throw e;
        }
        Http.pause(retries.after(attempt++, 0));
        there.addAll(there(grafana, run, marks)); // the answer alone may be lost
      }
    }
    return there.size() - before;
  }

  private static Set<Set<String>> there(Grafana grafana, String run, List<Mark> marks) {
    long from = marks.stream().mapToLong(m -> m.from().toEpochMilli()).min().orElse(0);
    long to = marks.stream().mapToLong(m -> m.to().toEpochMilli()).max().orElse(0);
    Set<Set<String>> all = new HashSet<>();
    for (JsonNode a : grafana.annotations(List.of("run:" + run), from - 1, to + 1)) {
      Set<String> tags = new HashSet<>();
      a.path("tags").forEach(t -> tags.add(t.asText()));
      all.add(tags);
    }
    return all;
  }
}
