// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static io.weightlapse.core.event.MetricNames.SAMPLES_PER_SECOND;
import static io.weightlapse.core.event.MetricNames.TEST_ACCURACY;
import static io.weightlapse.core.event.MetricNames.TRAIN_ACCURACY;
import static io.weightlapse.core.event.MetricNames.TRAIN_LOSS;
import static io.weightlapse.core.event.MetricNames.VALIDATION_ACCURACY;
import static io.weightlapse.core.event.MetricNames.VALIDATION_LOSS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.FieldStyle;
import io.weightlapse.dashboards.model.Json;
import io.weightlapse.dashboards.model.Lines;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.PathChart;
import io.weightlapse.dashboards.model.Scale;
import io.weightlapse.dashboards.model.Stat;
import io.weightlapse.dashboards.model.Table;
import io.weightlapse.dashboards.model.Target;
import io.weightlapse.dashboards.model.Variable;
import java.util.List;

/** Which runs are there, how did they end, and which are worth a look? */
record OverviewDashboard(String gallery) {
  static final int RUNS = 3;

  private static final String CHOSEN = "r.experiment IN (${experiment:sqlstring})";

  Dashboard dashboard() {
    return new Dashboard(
        Dashboards.OVERVIEW,
        "Run overview",
        "All runs, how they ended, and what sweeps found",
        "now-24h",
        List.of(
            Variable.all(
                "experiment",
                "Experiments",
                """
                SELECT experiment AS __text, experiment AS __value
                FROM (SELECT DISTINCT experiment FROM weightlapse.runs
                  WHERE experiment IS NOT NULL) AS e ORDER BY experiment\
                """),
            Variable.constant("gallery", gallery)),
        List.of(),
        Dashboards.linksFrom(Dashboards.OVERVIEW, "/"),
        List.of(states(), speed(), runs(), sweep(), best()));
  }

  private static Panel states() {
    return Panel.of(1, "Runs", 8, 5, new Stat(Stat.Rows.EACH))
        .from(
            Target.table(
                """
                SELECT r.state, count(*) AS runs FROM weightlapse.runs r WHERE %s
                GROUP BY r.state ORDER BY r.state\
                """
                    .formatted(CHOSEN)))
        .styled(FieldStyle.plain().noValue("none"));
  }

  private static Panel speed() {
    return Panel.of(2, "Samples a second", 16, 5, Lines.time(Scale.LINEAR))
        .about("What runs said of their speed in the chosen time.")
        .from(
            Target.series(
                """
                SELECT m.time, m.run AS metric, m.value FROM weightlapse.metrics m
                JOIN weightlapse.runs r USING (run)
                WHERE $__timeFilter(m.time) AND m.worker = -1 AND m.name = '%s' AND %s
                ORDER BY m.time\
                """
                    .formatted(SAMPLES_PER_SECOND, CHOSEN)))
        .styled(FieldStyle.plain().unit("short"));
  }

  private static Panel runs() {
    return Panel.of(RUNS, "All runs", 24, 12, new Table())
        .about("The latest 500. A run leads to its training, weights, landscape and animations.")
        .from(
            Target.table(
                """
                SELECT r.run, r.experiment, r.state, r.started,
                  extract(epoch FROM coalesce(r.ended, CASE r.state WHEN 'running' THEN now() END)
                    - r.started)::float8 AS duration,
                  r.steps, r.mode, r.seed, %s AS "train loss", %s AS "train accuracy",
                  %s AS "validation accuracy", %s AS "test accuracy", r.message
                FROM weightlapse.runs r WHERE %s
                ORDER BY r.started DESC NULLS LAST, r.run LIMIT 500\
                """
                    .formatted(
                        Sql.last(TRAIN_LOSS),
                        Sql.last(TRAIN_ACCURACY),
                        Sql.last(VALIDATION_ACCURACY),
                        Sql.last(TEST_ACCURACY),
                        CHOSEN)))
        .styled(
            FieldStyle.plain()
                .column("duration", "unit", "s")
                .column("train accuracy", "unit", "percentunit")
                .column("validation accuracy", "unit", "percentunit")
                .column("test accuracy", "unit", "percentunit")
                .column("started", "unit", "dateTimeFromNow")
                .column("state", "custom.cellOptions", Json.object("type", "color-text"))
                .column(
                    "state", "mappings", List.of(states("running", "done", "stopped", "failed")))
                .column(
                    "run",
                    "links",
                    List.of(
                        to("Training", Dashboards.TRAINING),
                        to("Weights", Dashboards.WEIGHTS),
                        to("Landscape", Dashboards.LANDSCAPE),
                        Json.object(
                            "title",
                            "Gallery",
                            "url",
                            "${gallery}/runs/${__value.raw}",
                            "targetBlank",
                            true))));
  }

  private static ObjectNode to(String title, String uid) {
    return Json.object(
        "title", title, "url", "/d/" + uid + "?var-run=${__value.raw}", "targetBlank", false);
  }

  private static ObjectNode states(String... states) {
    List<String> colours = List.of("blue", "green", "yellow", "red");
    ObjectNode options = Json.object();
    for (int i = 0; i < states.length; i++) {
      options.set(states[i], Json.object("text", states[i], "color", colours.get(i), "index", i));
    }
    return Json.object("type", "value", "options", options);
  }

  private static Panel sweep() {
    return Panel.of(
            4,
            "Learning rate and loss",
            12,
            10,
            new PathChart("learning rate", "train loss", "train loss", PathChart.Show.POINTS))
        .about("A point a run: where sweeps over the learning rate went best.")
        .from(
            Target.table(
                """
SELECT (r.manifest #>> '{experiment,training,optimiser,learningRate}')::float8
    AS "learning rate", %s AS "train loss", r.run
FROM weightlapse.runs r
WHERE %s AND r.manifest #>> '{experiment,training,optimiser,learningRate}' IS NOT NULL
ORDER BY 1, 2\
"""
                    .formatted(Sql.last(TRAIN_LOSS), CHOSEN)))
        .styled(FieldStyle.plain().colour("continuous-BlYlRd"));
  }

  private static Panel best() {
    return Panel.of(5, "Best of each experiment", 12, 10, new Table())
        .about("The run with the lowest validation loss; the lowest training loss where none is.")
        .from(
            Target.table(
                """
WITH l AS (
  SELECT r.experiment, m.run, m.name, m.step, m.epoch, m.value
  FROM weightlapse.metrics m JOIN weightlapse.runs r USING (run)
  WHERE m.worker = -1 AND m.name IN ('%1$s', '%2$s') AND m.value < 'Infinity' AND %3$s)
SELECT DISTINCT ON (experiment) experiment, run, step, epoch, name AS measure,
  value AS loss
FROM l ORDER BY experiment, name = '%1$s' DESC, value, step\
"""
                    .formatted(VALIDATION_LOSS, TRAIN_LOSS, CHOSEN)))
        .styled(
            FieldStyle.plain()
                .link("run", "Training", "/d/" + Dashboards.TRAINING + "?var-run=${__value.raw}"));
  }
}
