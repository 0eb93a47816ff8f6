// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static io.weightlapse.core.event.MetricNames.ROUND_DIVERGENCE;
import static io.weightlapse.core.event.MetricNames.WORKER_LOSS;
import static io.weightlapse.core.event.MetricNames.WORKER_MOVED;

import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.FieldStyle;
import io.weightlapse.dashboards.model.FieldStyle.Step;
import io.weightlapse.dashboards.model.HeatMap;
import io.weightlapse.dashboards.model.Lines;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.Scale;
import io.weightlapse.dashboards.model.Table;
import io.weightlapse.dashboards.model.Target;
import io.weightlapse.dashboards.model.Transformation;
import io.weightlapse.dashboards.model.Variable;
import java.util.List;
import java.util.OptionalDouble;

/** Are the layers healthy: neither dead, nor frozen, nor running away? */
record WeightsDashboard(String gallery) {
  static final int GRADIENTS = 3;

  private static final String OF_RUN =
      "run = ${run:sqlstring} AND worker = ${worker:sqlstring}::int";
  private static final String BY_LAYER = Transformation.matrixKey("step", "layer");
  private static final List<Transformation> LAYERS =
      Transformation.matrix("step", "layer", "value");
  private static final String BY_SERIES = Transformation.matrixKey("step", "series");

  /** log10 of mean |update| / mean |weight|: healthy near -3. */
  private static final Step[] RATIO = {
    new Step(-5, "yellow"), new Step(-4, "green"), new Step(-2, "yellow"), new Step(-1, "red")
  };

  Dashboard dashboard() {
    return new Dashboard(
        Dashboards.WEIGHTS,
        "Weights",
        "The layers of a run, step by step: size, updates, gradients, histograms, dead units",
        "now-6h",
        List.of(
            Variable.one("run", "Run", Sql.RUNS),
            Variable.one(
                "worker",
                "Worker",
                """
                SELECT CASE worker WHEN -1 THEN 'model' ELSE worker::text END AS __text,
                  worker::text AS __value
                FROM (SELECT DISTINCT worker FROM weightlapse.layer_stats
                  WHERE run = ${run:sqlstring}) AS w ORDER BY worker\
                """),
            Variable.one(
                "layer",
                "Layer",
                """
                SELECT layer AS __text, layer AS __value
                FROM (SELECT DISTINCT layer FROM weightlapse.layer_stats
                  WHERE run = ${run:sqlstring}) AS l ORDER BY length(layer), layer\
                """),
            Variable.custom("param", "Parameters", "weights : W,biases : b"),
            Variable.one("step", "Step", Sql.steps("layer_stats", OF_RUN)),
            Variable.constant("gallery", gallery)),
        List.of(),
        Dashboards.linksFrom(Dashboards.WEIGHTS, "/runs/${run}"),
        List.of(
            layers(),
            ofLayers(
                    2,
                    "Update ratio",
                    "update_ratio",
                    Lines.over(BY_LAYER, Scale.LINEAR).withBand())
                .styled(FieldStyle.plain().thresholds("red", RATIO).colour("palette-classic"))
                .about(
                    "log10 of mean |update| / mean |value| of a step. Healthy in the green band"
                        + " around -3; below it a layer hardly learns, above it learns wildly."),
            ofLayers(GRADIENTS, "Gradient norm", "gradient_norm", Lines.over(BY_LAYER, Scale.LOG))
                .about("L2 norm of the minibatches' gradients. Falling by decades: vanishing."),
            histogram(4, "Values of ${layer} over the steps", "values", "Turbo"),
            histogram(5, "Changes of ${layer} over the steps", "change", "Viridis"),
            spread(),
            ofLayers(7, "L2 norm", "l2", Lines.over(BY_LAYER, Scale.LINEAR)),
            ofLayers(8, "Dead units", "dead_fraction", Lines.over(BY_LAYER, Scale.LINEAR))
                .styled(FieldStyle.plain().unit("percentunit").range(0, 1))
                .about("Share of a ReLU layer's units that give 0 for every sample looked at."),
            workers(9, "How far workers move", WORKER_MOVED, ROUND_DIVERGENCE)
                .about(
                    "Distance that each worker's parameters move in a round, and the divergence:"
                        + " root mean square of the distances to the average."),
            workers(10, "Loss of each worker", WORKER_LOSS)));
  }

  private static Panel layers() {
    Step some = new Step(0.1, "yellow");
    Step many = new Step(0.5, "red");
    return Panel.of(1, "The layers at step ${step:text}", 24, 7, new Table())
        .about("Statistics of each tensor. Update ratio: log10, healthy near -3.")
        .from(
            Target.table(
                """
WITH chosen AS (
  %s)
SELECT layer, param, step, count, mean, sd, min, q50 AS median, max, l2 AS "L2 norm",
  gradient_norm AS "gradient norm", update_ratio AS "update ratio",
  nullif(dead_fraction, 'NaN') AS "dead units", not_finite AS "not finite"
FROM weightlapse.layer_stats JOIN chosen USING (step)
WHERE %s AND kind = 'values' ORDER BY length(layer), layer, param\
"""
                    .formatted(Sql.chosenStep("layer_stats", OF_RUN).indent(2).strip(), OF_RUN)))
        .styled(
            FieldStyle.plain()
                .override("byRegexp", "mean|sd|min|median|max|L2 norm|gradient norm", "decimals", 4)
                .column("dead units", "unit", "percentunit")
                .coloured("update ratio", "red", RATIO)
                .coloured("dead units", "green", some, many)
                .coloured("not finite", "green", new Step(1, "red")));
  }

  private static Panel ofLayers(int id, String title, String column, Lines lines) {
    return Panel.of(id, title, 12, 8, lines)
        .from(Target.table(Sql.ofLayers(column)))
        .transformed(LAYERS);
  }

  private static Panel histogram(int id, String title, String kind, String colours) {
    return Panel.of(
            id,
            title,
            12,
            10,
            new HeatMap("share", "lower edge", colours, 1e-9, OptionalDouble.of(0)))
        .about("Each column is a histogram: the share of the tensor in 64 even buckets.")
        .from(Target.table(Sql.histograms(kind)))
        .styled(FieldStyle.plain().unit("percentunit"))
        .transformed(Transformation.matrix("step", "bucket", "share"));
  }

  private static Panel spread() {
    return Panel.of(6, "Spread of ${layer}", 12, 8, Lines.over("step", Scale.LINEAR))
        .about("Quantiles of the values: between 25 % and 75 % lies half of them.")
        .from(
            Target.table(
                """
                SELECT step, min, q01 AS "1 %%", q05 AS "5 %%", q25 AS "25 %%", q50 AS median,
                  q75 AS "75 %%", q95 AS "95 %%", q99 AS "99 %%", max
                FROM weightlapse.layer_stats
                WHERE %s AND layer = ${layer:sqlstring} AND param = ${param:sqlstring}
                  AND kind = 'values' ORDER BY step\
                """
                    .formatted(OF_RUN)));
  }

  private static Panel workers(int id, String title, String... names) {
    return Panel.of(id, title, 12, 8, Lines.over(BY_SERIES, Scale.LINEAR))
        .from(
            Target.table(
                """
                SELECT step, CASE worker WHEN -1 THEN 'divergence' ELSE 'worker ' || worker END
                  AS series, value
                FROM weightlapse.metrics WHERE run = ${run:sqlstring} AND name IN (%s)
                ORDER BY step, worker\
                """
                    .formatted(Sql.quoted(names))))
        .transformed(Transformation.matrix("step", "series", "value"));
  }
}
