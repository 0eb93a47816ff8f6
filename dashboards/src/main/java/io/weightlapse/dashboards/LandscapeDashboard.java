// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import io.weightlapse.core.event.MetricNames;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.FieldStyle;
import io.weightlapse.dashboards.model.FieldStyle.Step;
import io.weightlapse.dashboards.model.HeatMap;
import io.weightlapse.dashboards.model.Html;
import io.weightlapse.dashboards.model.Lines;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.PathChart;
import io.weightlapse.dashboards.model.Scale;
import io.weightlapse.dashboards.model.Table;
import io.weightlapse.dashboards.model.Target;
import io.weightlapse.dashboards.model.Transformation;
import io.weightlapse.dashboards.model.Variable;
import java.util.List;
import java.util.OptionalDouble;

/** What does the loss look like around the weights, and which way did training take? */
record LandscapeDashboard(String gallery) {
  private static final String OF_SLICE = "run = ${run:sqlstring} AND slice = ${slice:sqlstring}";
  private static final String LOG_LOSS =
      "CASE state WHEN 'ok' THEN log(greatest(loss, 1e-12)::numeric)::float8 ELSE 'NaN' END";
  private static final String BY_SERIES = Transformation.matrixKey("step", "series");

  Dashboard dashboard() {
    return new Dashboard(
        Dashboards.LANDSCAPE,
        "Landscape",
        "Loss surfaces of a run, the way of training over them, curvature, animations",
        "now-6h",
        List.of(
            Variable.one("run", "Run", Sql.RUNS),
            Variable.one(
                "slice",
                "Slice",
                """
                SELECT slice AS __text, slice AS __value
                FROM (SELECT DISTINCT slice FROM weightlapse.surfaces
                  WHERE run = ${run:sqlstring}) AS s
                ORDER BY slice LIKE 'neurons%', slice\
                """),
            Variable.one("step", "Step", Sql.steps("surfaces", OF_SLICE)),
            Variable.constant("gallery", gallery)),
        List.of(),
        Dashboards.linksFrom(Dashboards.LANDSCAPE, "/runs/${run}"),
        List.of(
            surface(1, "log10 of the loss, ${slice} at step ${step:text}", LOG_LOSS, "Turbo")
                .about(
                    "To the right the first direction or weight, upwards the second; the snapshot"
                        + " is at 0, 0. Points without a finite loss have the highest colour."),
            surface(2, "Accuracy, ${slice} at step ${step:text}", "accuracy", "Viridis")
                .styled(FieldStyle.plain().unit("percentunit")),
            way(),
            alongTheWay(),
            profile(),
            curvature(),
            stability(),
            slices(),
            animations()));
  }

  private static Panel surface(int id, String title, String value, String colours) {
    return Panel.of(
            id, title, 12, 12, new HeatMap("value", "beta", colours, -1e30, OptionalDouble.empty()))
        .from(Target.table(Sql.surface(value)))
        .transformed(Transformation.matrix("alpha", "beta", "value"));
  }

  private static Panel way() {
    return Panel.of(
            3,
            "The way over ${slice}",
            12,
            11,
            new PathChart("alpha", "beta", "loss", PathChart.Show.PATH))
        .about("Where snapshots lie in the plane, coloured by their true loss.")
        .from(
            Target.table(
                """
                SELECT alpha, beta, loss, step, accuracy, residual FROM weightlapse.trajectory
                WHERE %s AND worker = -1 ORDER BY step\
                """
                    .formatted(OF_SLICE)))
        .styled(FieldStyle.plain().colour("continuous-BlYlRd"));
  }

  private static Panel alongTheWay() {
    return Panel.of(4, "Along the way", 12, 11, Lines.over("step", Scale.LINEAR))
        .about("The true loss, and the share of the way that lies off the plane (residual).")
        .from(
            Target.table(
                """
                SELECT step, loss, accuracy, residual FROM weightlapse.trajectory
                WHERE %s AND worker = -1 ORDER BY step\
                """
                    .formatted(OF_SLICE)));
  }

  private static Panel profile() {
    String x = Transformation.matrixKey("alpha", "series");
    return Panel.of(5, "Profile of ${slice}", 12, 8, Lines.over(x, Scale.LOG))
        .about("The loss along the first direction: of a plane through its middle.")
        .from(
            Target.table(
                """
                WITH chosen AS (
                  %s),
                p AS (
                  SELECT alpha, beta, loss FROM weightlapse.surfaces JOIN chosen USING (step)
                  WHERE %s AND state = 'ok')
                SELECT alpha, CASE WHEN ${slice:sqlstring} LIKE 'line%%' THEN 'data ' || beta
                  ELSE 'loss' END AS series, loss AS value
                FROM p WHERE ${slice:sqlstring} LIKE 'line%%'
                  OR beta = (SELECT beta FROM p ORDER BY abs(beta), beta LIMIT 1)
                ORDER BY alpha, beta\
                """
                    .formatted(Sql.chosenStep("surfaces", OF_SLICE).indent(2).strip(), OF_SLICE)))
        .transformed(Transformation.matrix("alpha", "series", "value"));
  }

  private static Panel curvature() {
    return Panel.of(6, "Curvature over the steps", 12, 8, Lines.over(BY_SERIES, Scale.LINEAR))
        .about("Greatest and least eigenvalues of the Hessian of the mean loss, and its trace.")
        .from(
            Target.table(
                """
                SELECT step, CASE WHEN name = '%s' THEN 'trace'
                  ELSE replace(substr(name, 9), '.', ' ') END AS series, value
                FROM weightlapse.metrics
                WHERE run = ${run:sqlstring} AND worker = -1
                  AND (name = '%s' OR name ~ '^hessian[.](top|bottom)[.][0-9]+$')
                ORDER BY step, name\
                """
                    .formatted(MetricNames.HESSIAN_TRACE, MetricNames.HESSIAN_TRACE)))
        .transformed(Transformation.matrix("step", "series", "value"));
  }

  private static Panel stability() {
    return Panel.of(7, "Edge of stability", 12, 8, Lines.over("step", Scale.LINEAR).withBand())
        .about("Greatest eigenvalue x learning rate / 2: gradient descent tends to 1.")
        .from(
            Target.table(
                """
                SELECT step, value AS stability FROM weightlapse.metrics
                WHERE run = ${run:sqlstring} AND worker = -1 AND name = '%s' ORDER BY step\
                """
                    .formatted(MetricNames.HESSIAN_STABILITY)))
        .styled(
            FieldStyle.plain().thresholds("green", new Step(1, "red")).colour("palette-classic"));
  }

  private static Panel slices() {
    return Panel.of(8, "Slices of ${run}", 12, 8, new Table())
        .from(
            Target.table(
                """
                SELECT slice, step, max(i) + 1 AS rows, max(j) + 1 AS columns, count(*) AS points,
                  min(loss) FILTER (WHERE state = 'ok') AS "lowest loss",
                  max(loss) FILTER (WHERE state = 'ok') AS "highest loss",
                  count(*) FILTER (WHERE state <> 'ok') AS "not finite"
                FROM weightlapse.surfaces WHERE run = ${run:sqlstring}
                GROUP BY slice, step ORDER BY slice, step DESC LIMIT 1000\
                """))
        .styled(
            FieldStyle.plain()
                .link(
                    "slice",
                    "This slice",
                    "/d/"
                        + Dashboards.LANDSCAPE
                        + "?var-run=${run}&var-slice=${__value.raw}&var-step=-1"));
  }

  private static Panel animations() {
    return Panel.of(9, "Animations", 24, 12, new Html(animationsHtml()))
        .about("From the gallery, which must be where this browser reaches it.");
  }

  private static String animationsHtml() {
    StringBuilder html = new StringBuilder();
    for (String view : List.of("neuron-surfaces", "transformations", "worker-paths")) {
      html.append(
          """
          <a href="${gallery}/runs/${run}" target="_blank"><img
            src="${gallery}/files/${run}/%1$s.gif?t=${__to}" alt="%1$s: not drawn yet"
            style="max-height: 320px; max-width: 32%%"></a>
          """
              .formatted(view));
    }
    return html.toString();
  }
}
