// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows of runs of every kind, made by SQL: whole, distributed, failed, with gaps. */
final class SampleRows {
  /** Trained whole; an apostrophe in its id. */
  static final String WHOLE = "xor-o'brien";

  /** Trained by two workers, still running, but silent. */
  static final String SPREAD = "mnist-spread";

  /** Ended with a loss that is not finite. */
  static final String FAILED = "xor-failed";

  private SampleRows() {}

  static void fill(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute("SET search_path = weightlapse");
      for (String sql : (RUNS + METRICS + STATISTICS + SURFACES).split(";\n")) {
        if (!sql.isBlank()) {
          s.execute(sql);
        }
      }
    }
  }

  private static final String RUNS =
      """
      INSERT INTO runs (run, experiment, title, state, started, ended, steps, epochs, parameters, seed, mode, message, manifest)
      SELECT run, experiment, experiment, state, now() - age, CASE state WHEN 'running' THEN NULL ELSE now() END,
        300, 31, 21, 0, mode, message,
        jsonb_build_object('experiment', jsonb_build_object('training', jsonb_build_object('batch', 10,
          'optimiser', jsonb_build_object('name', 'sgd', 'learningRate', rate))))
      FROM (VALUES
        ('xor-o''brien', 'xor', 'done', interval '20 minutes', 'single', '', 0.01),
        ('mnist-spread', 'mnist-mlp', 'running', interval '50 minutes', 'distributed', NULL, 0.001),
        ('xor-failed', 'xor', 'failed', interval '10 minutes', 'single', 'loss is not finite since step 200', 0.5))
        AS v(run, experiment, state, age, mode, message, rate);
      """;

  private static final String METRICS =
      """
      INSERT INTO metrics (run, worker, step, epoch, name, value, time)
      SELECT run, -1, k * 10, k, name,
        CASE WHEN run = 'xor-failed' AND k >= 20 THEN 'NaN' ELSE level * exp(-k / 10.0) END,
        now() - interval '15 minutes' + k * interval '10 seconds'
      FROM generate_series(0, 30) AS k,
        (VALUES ('xor-o''brien'), ('xor-failed')) AS r(run),
        (VALUES ('train.loss', 1.0), ('validation.loss', 1.2), ('train.accuracy', 0.5), ('validation.accuracy', 0.4),
          ('samples_per_second', 5e4), ('hessian.top.1', 20), ('hessian.top.2', 9), ('hessian.bottom.1', -1),
          ('hessian.top.1.residual', 0.01), ('hessian.trace', 40), ('hessian.stability', 0.9)) AS m(name, level);
      INSERT INTO metrics (run, worker, step, epoch, name, value, time)
      SELECT 'xor-o''brien', -1, k, k / 10, 'train.batch_loss', 1 + sin(k), now() - interval '15 minutes' + k * interval '1 second'
      FROM generate_series(1, 900) AS k;
      INSERT INTO metrics (run, worker, step, epoch, name, value, time)
      SELECT 'mnist-spread', worker, k * 25, k / 4, name, level / (k + 1), now() - interval '40 minutes' + k * interval '10 seconds'
      FROM generate_series(0, 20) AS k,
        (VALUES (-1, 'train.loss', 2.0), (-1, 'round.seconds', 1.0), (-1, 'round.overhead_seconds', 0.1), (-1, 'round.divergence', 0.3),
          (0, 'worker.moved', 0.2), (1, 'worker.moved', 0.25), (0, 'worker.loss', 2.0), (1, 'worker.loss', 2.1),
          (-1, 'samples_per_second', 9e4)) AS m(worker, name, level);
      INSERT INTO evaluation (run, split, step, class, support, loss, accuracy, precision, recall, f1, confusion)
      SELECT 'mnist-spread', 'test', 500, c, 100, CASE c WHEN -1 THEN 0.3 END, CASE c WHEN -1 THEN 0.9 END,
        CASE WHEN c >= 0 THEN 0.9 END, CASE WHEN c >= 0 THEN 0.6 END, CASE WHEN c >= 0 THEN 0.72 END, ARRAY[90, 10]
      FROM generate_series(-1, 1) AS c;
      """;

  private static final String STATISTICS =
      """
      INSERT INTO layer_stats (run, worker, step, epoch, layer, param, kind, count, not_finite, mean, sd, min, max, l1, l2,
        q01, q05, q25, q50, q75, q95, q99, from_step, updates, gradient_norm, update_ratio, change_ratio, dead_fraction, dead_units)
      SELECT run, -1, k * 10, k, layer, param, kind, 12, 0, 0.1, 0.5, -1, 1, 4, 2, -0.9, -0.8, -0.3, 0.1, 0.4, 0.8, 0.9,
        CASE kind WHEN 'change' THEN k * 10 - 10 END, 10,
        CASE WHEN kind = 'change' THEN NULL WHEN run = 'mnist-spread' AND layer = 'l10' THEN 1e-9 ELSE 0.1 / (k + 1) END,
        CASE WHEN kind = 'change' THEN NULL WHEN k = 0 THEN 'NaN' ELSE -3 + k / 30.0 END, 0.01,
        CASE WHEN kind = 'change' OR param = 'b' THEN NULL ELSE k / 60.0 END, ARRAY[]::int[]
      FROM generate_series(0, 30) AS k, (VALUES ('xor-o''brien'), ('mnist-spread')) AS r(run),
        (VALUES ('l1'), ('l2'), ('l10')) AS l(layer), (VALUES ('W'), ('b')) AS p(param), (VALUES ('values'), ('change')) AS q(kind)
      WHERE kind = 'values' OR k > 0;
      INSERT INTO histograms (run, worker, step, layer, param, kind, bucket, low, high, count)
      SELECT run, -1, k * 10, layer, param, kind, b, (b - 32) * w / 32, (b - 31) * w / 32, 1 + (b + k) % 7
      FROM generate_series(0, 30) AS k CROSS JOIN LATERAL (SELECT CASE WHEN k < 10 THEN 0.5 WHEN k < 20 THEN 1.0 ELSE 2.0 END AS w) AS x,
        generate_series(0, 63) AS b, (VALUES ('xor-o''brien')) AS r(run),
        (VALUES ('l1'), ('l2')) AS l(layer), (VALUES ('W'), ('b')) AS p(param), (VALUES ('values'), ('change')) AS q(kind)
      WHERE (b + k) % 5 > 0;
      """;

  private static final String SURFACES =
      """
      INSERT INTO surfaces (run, slice, step, i, j, alpha, beta, loss, accuracy, state, epoch, survey)
      SELECT 'xor-o''brien', slice, step, i, j, -1 + i / 10.0, -1 + j / 8.0,
        CASE WHEN i = 0 AND j = 0 THEN 'Infinity' WHEN i = 0 AND j = 1 THEN 'NaN' ELSE (i - 10) ^ 2 + (j - 8) ^ 2 + step / 100.0 END,
        0.5, CASE WHEN i = 0 AND j = 0 THEN 'inf' WHEN i = 0 AND j = 1 THEN 'nan' ELSE 'ok' END, step / 10, 7
      FROM generate_series(0, 20) AS i, generate_series(0, 16) AS j, (VALUES (0), (150), (300)) AS s(step),
        (VALUES ('plane-pca'), ('neurons-l1-n0-w0-w1')) AS l(slice)
      WHERE NOT (slice = 'plane-pca' AND step = 300) OR (i % 4 = 0 AND j % 4 = 0) OR (i < 7 AND i % 2 = 0 AND j % 2 = 0);
      INSERT INTO surfaces (run, slice, step, i, j, alpha, beta, loss, accuracy, state, epoch, survey)
      SELECT 'xor-o''brien', 'line-from-to', 300, i, j, -1 + i / 10.0, j, 1 + abs(i - 10) + j, 0.5, 'ok', 30, 7
      FROM generate_series(0, 20) AS i, generate_series(0, 1) AS j;
      INSERT INTO trajectory (run, slice, step, worker, alpha, beta, residual, loss, accuracy, survey)
      SELECT 'xor-o''brien', 'plane-pca', k * 10, w, k / 30.0, (k / 30.0) ^ 2, 0.1, exp(-k / 10.0), 0.9, 7
      FROM generate_series(0, 30) AS k, generate_series(-1, 0) AS w;
      """;
}
