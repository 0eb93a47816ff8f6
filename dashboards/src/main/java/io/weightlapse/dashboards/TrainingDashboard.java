// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static io.weightlapse.core.event.MetricNames.BATCH_LOSS;
import static io.weightlapse.core.event.MetricNames.ROUND_DIVERGENCE;
import static io.weightlapse.core.event.MetricNames.ROUND_OVERHEAD_SECONDS;
import static io.weightlapse.core.event.MetricNames.ROUND_SECONDS;
import static io.weightlapse.core.event.MetricNames.SAMPLES_PER_SECOND;
import static io.weightlapse.core.event.MetricNames.TEST_ACCURACY;
import static io.weightlapse.core.event.MetricNames.TEST_LOSS;
import static io.weightlapse.core.event.MetricNames.TRAIN_ACCURACY;
import static io.weightlapse.core.event.MetricNames.TRAIN_LOSS;
import static io.weightlapse.core.event.MetricNames.VALIDATION_ACCURACY;
import static io.weightlapse.core.event.MetricNames.VALIDATION_LOSS;

import io.weightlapse.dashboards.model.Annotation;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.FieldStyle;
import io.weightlapse.dashboards.model.FieldStyle.Step;
import io.weightlapse.dashboards.model.Lines;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.Scale;
import io.weightlapse.dashboards.model.Table;
import io.weightlapse.dashboards.model.Target;
import io.weightlapse.dashboards.model.Transformation;
import io.weightlapse.dashboards.model.Variable;
import java.util.List;

/** Is it learning, how fast, and which of the chosen runs does best? */
record TrainingDashboard(String gallery) {
  static final int LOSS = 2;

  private static final String X = Transformation.matrixKey("step", "series");
  private static final List<Transformation> SERIES =
      Transformation.matrix("step", "series", "value");

  Dashboard dashboard() {
    return new Dashboard(
        Dashboards.TRAINING,
        "Training",
        "Runs beside each other by step and by time: loss, accuracy, speed, rounds of averaging",
        "now-6h",
        List.of(Variable.several("run", "Runs", Sql.RUNS), Variable.constant("gallery", gallery)),
        List.of(epochs(), rounds()),
        Dashboards.linksFrom(Dashboards.TRAINING, "/"),
        List.of(
            chosen(),
            overSteps(LOSS, "Loss by step", Scale.LOG, TRAIN_LOSS, VALIDATION_LOSS, TEST_LOSS)
                .about("Mean over the samples. Validation and test are measured after the epoch."),
            overSteps(
                    3,
                    "Accuracy by step",
                    Scale.LINEAR,
                    TRAIN_ACCURACY,
                    VALIDATION_ACCURACY,
                    TEST_ACCURACY)
                .styled(FieldStyle.plain().unit("percentunit")),
            batches(),
            gap(),
            overTime(6, "Loss by time", "run", Scale.LOG, TRAIN_LOSS)
                .about("The same by the clock. Marks: epochs, and rounds of averaging."),
            overTime(7, "Samples a second", "run", Scale.LINEAR, SAMPLES_PER_SECOND)
                .styled(FieldStyle.plain().unit("short")),
            overTime(
                    8,
                    "Rounds of averaging",
                    "run || ' ' || replace(name, '_', ' ')",
                    Scale.LINEAR,
                    ROUND_SECONDS,
                    ROUND_OVERHEAD_SECONDS)
                .styled(FieldStyle.plain().unit("s"))
                .about("Empty for runs of one worker. Overhead: beyond the slowest worker."),
            classes()));
  }

  private static Panel chosen() {
    return Panel.of(1, "The chosen runs", 24, 6, new Table())
        .about("What was asked for, and where each run stands. The newest run comes first.")
        .from(
            Target.table(
                """
                SELECT r.run, r.experiment, r.state, r.steps, r.parameters,
                  (r.manifest #>> '{experiment,training,optimiser,name}') AS optimiser,
                  (r.manifest #>> '{experiment,training,optimiser,learningRate}')::float8
                    AS "learning rate",
                  (r.manifest #>> '{experiment,training,batch}')::int AS batch,
                  %s AS "train loss",
                  %s AS "train accuracy",
                  %s AS "validation accuracy",
                  %s AS "test accuracy",
                  %s AS "samples a second"
                FROM weightlapse.runs r WHERE r.run IN (${run:sqlstring})
                ORDER BY r.started DESC NULLS LAST, r.run\
                """
                    .formatted(
                        Sql.last(TRAIN_LOSS),
                        Sql.last(TRAIN_ACCURACY),
                        Sql.last(VALIDATION_ACCURACY),
                        Sql.last(TEST_ACCURACY),
                        Sql.last(SAMPLES_PER_SECOND))))
        .styled(
            FieldStyle.plain()
                .column("train accuracy", "unit", "percentunit")
                .column("validation accuracy", "unit", "percentunit")
                .column("test accuracy", "unit", "percentunit")
                .column("samples a second", "unit", "short")
                .link("run", "Weights", "/d/" + Dashboards.WEIGHTS + "?var-run=${__value.raw}"));
  }

  private static Panel overSteps(int id, String title, Scale scale, String... names) {
    return Panel.of(id, title, 12, 9, Lines.over(X, scale))
        .from(Target.table(Sql.overSteps(names)))
        .transformed(SERIES);
  }

  private static Panel overTime(int id, String title, String label, Scale scale, String... names) {
    return Panel.of(id, title, 8, 8, Lines.time(scale))
        .from(Target.series(Sql.overTime(label, names)));
  }

  private static Panel batches() {
    return Panel.of(4, "Loss of minibatches", 12, 8, Lines.over(X, Scale.LOG))
        .about("Mean and largest of up to 400 stretches of the training: how noisy it is.")
        .from(
            Target.table(
                """
                WITH m AS (
                  SELECT run, step, value FROM weightlapse.metrics
                  WHERE run IN (${run:sqlstring}) AND worker = -1 AND name = '%s'),
                w AS (SELECT ceil((max(step) - min(step) + 1) / 400.0)::bigint AS width FROM m)
                SELECT step / width * width AS step, run || ' ' || kind AS series,
                  CASE kind WHEN 'mean' THEN avg(value) ELSE max(value) END AS value
                FROM m CROSS JOIN w CROSS JOIN (VALUES ('mean'), ('largest')) AS k(kind)
                GROUP BY 1, run, kind ORDER BY 1, 2\
                """
                    .formatted(BATCH_LOSS)))
        .transformed(SERIES);
  }

  private static Panel gap() {
    return Panel.of(5, "Validation loss less training loss", 12, 8, Lines.over(X, Scale.LINEAR))
        .about("Rising: the run learns its samples by heart.")
        .from(
            Target.table(
                """
SELECT v.step, v.run AS series, v.value - t.value AS value
FROM weightlapse.metrics v JOIN weightlapse.metrics t USING (run, worker, step, epoch)
WHERE v.run IN (${run:sqlstring}) AND v.worker = -1
  AND v.name = '%s' AND t.name = '%s'
ORDER BY v.step, v.run\
"""
                    .formatted(VALIDATION_LOSS, TRAIN_LOSS)))
        .transformed(SERIES);
  }

  private static Panel classes() {
    Step good = new Step(0.9, "green");
    Step fair = new Step(0.7, "yellow");
    return Panel.of(9, "The trained models, class by class", 24, 8, new Table())
        .about("Precision: of what the model called so, how much is. Recall: of what is, found.")
        .from(
            Target.table(
                """
                SELECT run, split, step, class, support, precision, recall, f1
                FROM weightlapse.evaluation WHERE run IN (${run:sqlstring}) AND class >= 0
                ORDER BY run, split, step, class\
                """))
        .styled(
            FieldStyle.plain()
                .override("byRegexp", "precision|recall|f1", "unit", "percentunit")
                .coloured("precision", "red", fair, good)
                .coloured("recall", "red", fair, good)
                .coloured("f1", "red", fair, good));
  }

  private static Annotation epochs() {
    return new Annotation(
        "Epochs",
        "blue",
        """
        WITH e AS (
          SELECT run, epoch, time, lag(time) OVER w AS before, count(*) OVER () AS n
          FROM weightlapse.metrics
          WHERE $__timeFilter(time) AND run IN (${run:sqlstring}) AND worker = -1 AND name = '%s'
          WINDOW w AS (PARTITION BY run ORDER BY epoch))
        SELECT coalesce(before, time) AS time, time AS timeend,
          run || ': epoch ' || epoch AS text, 'epoch' AS tags
        FROM e WHERE epoch %% ceil(n / 50.0)::int = 0 ORDER BY 1\
        """
            .formatted(TRAIN_LOSS));
  }

  private static Annotation rounds() {
    return new Annotation(
        "Averaging rounds",
        "purple",
        """
        WITH r AS (
          SELECT run, step, time, value, row_number() OVER (PARTITION BY run ORDER BY step) AS k,
            count(*) OVER () AS n
          FROM weightlapse.metrics
          WHERE $__timeFilter(time) AND run IN (${run:sqlstring}) AND worker = -1 AND name = '%s')
        SELECT time, time AS timeend,
          run || ': average at step ' || step || ', workers ' || value::real || ' apart' AS text,
          'round' AS tags
        FROM r WHERE k %% ceil(n / 50.0)::int = 0 ORDER BY 1\
        """
            .formatted(ROUND_DIVERGENCE));
  }
}
