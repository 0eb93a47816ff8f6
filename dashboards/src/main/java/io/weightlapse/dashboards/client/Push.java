// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.output.Output;
import io.weightlapse.dashboards.AlertRules;
import io.weightlapse.dashboards.Dashboards;
import io.weightlapse.dashboards.Export;
import io.weightlapse.dashboards.client.Change.Outcome;
import io.weightlapse.dashboards.client.PushOptions.Home;
import io.weightlapse.dashboards.client.PushOptions.Mode;
import io.weightlapse.dashboards.model.AlertRule;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.GrafanaVersion;
import io.weightlapse.dashboards.model.Source;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Brings a Grafana to what the code says: folder, data sources, dashboards, alert rules. */
public final class Push {
  private static final int DETAILS = 20;

  private final Connection connection;
  private final PushOptions options;
  private final Output out;
  private final List<Change> changes = new ArrayList<>();

  /** Connects to nothing yet. */
  public Push(Connection connection, PushOptions options, Output out) {
    this.connection = connection;
    this.options = options;
    this.out = out;
  }

  /**
   * Pushes; says each thing that it changes, and a sum at the end.
   *
   * @return what became of everything, in order
   * @throws GrafanaException if Grafana refuses or does not answer; what was done stays
   */
  public List<Change> run() {
    List<String> secrets = options.postgres().map(p -> List.of(p.password())).orElse(List.of());
    Grafana grafana = new Grafana(connection, secrets);
    GrafanaVersion version = options.version().orElseGet(grafana.as(Credentials.NONE)::version);
    out.line("Grafana " + version + " at " + connection.address());
    if (options.mode() == Mode.APPLY) {
      ServiceAccount.with(grafana, g -> push(g, version));
    } else {
      push(grafana, version); // a dry run makes no service account
    }
    out.line(sum());
    return List.copyOf(changes);
  }

  private void push(Grafana grafana, GrafanaVersion version) {
    note(folder(grafana));
    Set<Source> sources = sources(grafana, version);
    DashboardPush dashboards = new DashboardPush(grafana, options.mode(), Export.FOLDER);
    for (Dashboard d : Dashboards.all(options.gallery())) {
      note(dashboards.push(d.toJson(version)));
    }
    RulePush rules = new RulePush(grafana, options.mode());
    for (AlertRule r : AlertRules.all()) {
      note(
          sources.contains(r.query().source())
              ? rules.push(r.toJson(Export.FOLDER, version))
              : new Change(
                  "alert rule " + r.title(),
                  Outcome.SKIPPED,
                  List.of("there is no data source " + r.query().source().title())));
    }
    if (options.home() == Home.OVERVIEW) {
      note(home(grafana));
    }
  }

  private Change folder(Grafana grafana) {
    String title = options.folder();
    String what = "folder " + title;
    Optional<JsonNode> theirs = grafana.folder(Export.FOLDER);
    if (theirs.isEmpty()) {
      if (options.mode() == Mode.DRY_RUN || grafana.createFolder(Export.FOLDER, title)) {
        return Change.of(what, Outcome.CREATED);
      }
      theirs = grafana.folder(Export.FOLDER); // somebody was faster, or an answer was lost
      if (theirs.isEmpty()) {
        throw new GrafanaException(what + " is there already and not ours: give another --folder");
      }
    }
    String old = theirs.get().path("title").asText();
    if (old.equals(title)) {
      return Change.of(what, Outcome.UNCHANGED);
    }
    if (options.mode() == Mode.APPLY) {
      grafana.renameFolder(Export.FOLDER, title, theirs.get().path("version").asInt());
    }
    return new Change(what, Outcome.UPDATED, List.of("it was called " + old));
  }

  /** Which data sources there are, afterwards. */
  private Set<Source> sources(Grafana grafana, GrafanaVersion version) {
    Set<Source> there = EnumSet.noneOf(Source.class);
    SourcePush push = new SourcePush(grafana, options.passwords(), options.mode());
    options.postgres().ifPresent(p -> note(push.push(SourcePush.postgres(p, version))));
    options.prometheus().ifPresent(p -> note(push.push(SourcePush.prometheus(p, version))));
    for (Source s : Source.values()) {
      boolean given =
          s == Source.POSTGRES ? options.postgres().isPresent() : options.prometheus().isPresent();
      if (given || grafana.dataSource(s.uid()).isPresent()) {
        there.add(s);
      } else {
        String option = "--" + s.name().toLowerCase(Locale.ROOT);
        note(
            new Change(
                "data source " + s.title(), Outcome.SKIPPED, List.of("give it with " + option)));
      }
    }
    return there;
  }

  private Change home(Grafana grafana) {
    String uid = Dashboards.home();
    String old = grafana.preferences().path("homeDashboardUID").asText("");
    if (old.equals(uid)) {
      return Change.of("home dashboard", Outcome.UNCHANGED);
    }
    if (options.mode() == Mode.APPLY) {
      grafana.homeDashboard(uid);
    }
    return new Change(
        "home dashboard", Outcome.UPDATED, old.isEmpty() ? List.of() : List.of("it was " + old));
  }

  private void note(Change change) {
    changes.add(change);
    if (change.outcome() == Outcome.UNCHANGED) {
      return;
    }
    String line = change.what() + " " + change.outcome().said(options.mode());
    boolean brief = options.mode() == Mode.APPLY && change.outcome() == Outcome.UPDATED;
    if (change.details().size() == 1 && change.outcome() != Outcome.UPDATED) {
      out.line(line + ": " + change.details().get(0));
    } else if (brief) {
      int n = change.details().size();
      out.line(line + (n == 0 ? "" : ": " + n + (n == 1 ? " difference" : " differences")));
    } else {
      out.line(line);
      change.details().stream().limit(DETAILS).forEach(d -> out.line("  " + d));
      if (change.details().size() > DETAILS) {
        out.line("  and " + (change.details().size() - DETAILS) + " more");
      }
    }
  }

  private String sum() {
    long made = count(Outcome.CREATED);
    long updated = count(Outcome.UPDATED);
    long same = count(Outcome.UNCHANGED);
    if (made + updated + count(Outcome.ILL) == 0) {
      return "nothing to change: " + same + " unchanged";
    }
    String would = options.mode() == Mode.DRY_RUN ? " (dry run: nothing was changed)" : "";
    return made + " created, " + updated + " updated, " + same + " unchanged" + would;
  }

  private long count(Outcome outcome) {
    return changes.stream().filter(c -> c.outcome() == outcome).count();
  }
}
