// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

/** Queries that several panels share. Variables stand as Grafana replaces them. */
final class Sql {
  /** Of the variable {@code run}: the latest run comes first. */
  static final String RUNS =
      """
      SELECT run AS __text, run AS __value FROM weightlapse.runs
      ORDER BY started DESC NULLS LAST, run LIMIT 500""";

  private static final String LATEST = "SELECT 'latest' AS __text, '-1' AS __value, NULL AS step";

  private Sql() {}

  /** Of a variable {@code step}: "latest" comes first. */
  static String steps(String table, String where) {
    return """
        SELECT __text, __value FROM (%s UNION ALL
          SELECT step::text, step::text, step FROM
            (SELECT DISTINCT step FROM weightlapse.%s WHERE %s) AS s) AS steps
        ORDER BY step DESC NULLS FIRST LIMIT 1000"""
        .formatted(LATEST, table, where);
  }

  /** The step that was chosen, of those that a table has: the last one up to it. */
  static String chosenStep(String table, String where) {
    return """
        SELECT max(step) AS step FROM weightlapse.%s
        WHERE %s AND (${step:sqlstring} = '-1' OR step <= ${step:sqlstring}::bigint)"""
        .formatted(table, where);
  }

  /** Metrics of the runs' own models over the step: step, series, value. */
  static String overSteps(String... names) {
    return """
        SELECT step, run || ' ' || split_part(name, '.', 1) AS series, value
        FROM weightlapse.metrics
        WHERE run IN (${run:sqlstring}) AND worker = -1 AND name IN (%s)
        ORDER BY step, series"""
        .formatted(quoted(names));
  }

  /** Metrics over the time: time, metric, value. */
  static String overTime(String label, String... names) {
    return """
        SELECT time, %s AS metric, value FROM weightlapse.metrics
        WHERE $__timeFilter(time) AND run IN (${run:sqlstring}) AND worker = -1 AND name IN (%s)
        ORDER BY time"""
        .formatted(label, quoted(names));
  }

  /**
   * A column of the layers' statistics over the step: step, layer, value. Neither NULL nor NaN,
   * which PostgreSQL takes for the largest number, is below NaN.
   */
  static String ofLayers(String column) {
    return """
        SELECT step, layer, %1$s AS value FROM weightlapse.layer_stats
        WHERE run = ${run:sqlstring} AND worker = ${worker:sqlstring}::int
          AND param = ${param:sqlstring} AND kind = 'values' AND %1$s < 'NaN'
        ORDER BY step, length(layer), layer"""
        .formatted(column);
  }

  /**
   * Histograms over the step: step, bucket, share. At most 200 steps with even distances, each with
   * the last histogram up to it; 64 buckets over the widest range among them, which the buckets of
   * narrower ones nest in.
   */
  static String histograms(String kind) {
    return """
        WITH h AS (
          SELECT step, low, high, count FROM weightlapse.histograms
          WHERE run = ${run:sqlstring} AND worker = ${worker:sqlstring}::int
            AND layer = ${layer:sqlstring} AND param = ${param:sqlstring} AND kind = '%s'),
        w AS (SELECT max(high - low) AS width FROM h),
        r AS (SELECT step, floor((low + high) / 2 / width)::int AS bucket, sum(count) AS count
          FROM h, w GROUP BY step, bucket),
        s AS (SELECT step, sum(count) AS total FROM r GROUP BY step),
        e AS (SELECT min(step) AS first, max(step) AS last, least(count(*), 200) AS n FROM s),
        x AS (SELECT first + (last - first) * k / greatest(n - 1, 1)::float8 AS x
          FROM e, generate_series(0, e.n - 1) AS k),
        c AS (SELECT x, (SELECT max(step) FROM s WHERE s.step <= x + 1e-6) AS step FROM x)
        SELECT c.x AS step, (b * w.width)::text AS bucket,
          coalesce(r.count, 0) / s.total::float8 AS share
        FROM c JOIN s ON s.step = c.step CROSS JOIN w CROSS JOIN generate_series(-32, 31) AS b
        LEFT JOIN r ON r.step = c.step AND r.bucket = b
        ORDER BY c.x, b"""
        .formatted(kind);
  }

  /**
   * A surface: alpha, beta, value. Of a survey that goes on, the finest lattice that is complete.
   */
  static String surface(String value) {
    return """
        WITH chosen AS (
          %s),
        p AS (
          SELECT i, j, alpha, beta, %s AS value FROM weightlapse.surfaces JOIN chosen USING (step)
          WHERE run = ${run:sqlstring} AND slice = ${slice:sqlstring}),
        n AS (SELECT max(i) AS i, max(j) AS j FROM p),
        stride AS (
          SELECT s FROM n, unnest(ARRAY[1, 2, 4, 8, 16, 32, 64]) AS s
          WHERE (SELECT count(*) FROM p WHERE p.i %% s = 0 AND p.j %% s = 0)
            = (n.i / s + 1) * (n.j / s + 1)
          ORDER BY s LIMIT 1),
        highest AS (SELECT max(value) AS value FROM p WHERE value < 'Infinity')
        SELECT p.alpha, p.beta::real::text AS beta,
          CASE WHEN p.value < 'Infinity' THEN p.value ELSE highest.value END AS value
        FROM p CROSS JOIN stride CROSS JOIN highest
        WHERE p.i %% stride.s = 0 AND p.j %% stride.s = 0
        ORDER BY p.i, p.j"""
        .formatted(
            chosenStep("surfaces", "run = ${run:sqlstring} AND slice = ${slice:sqlstring}")
                .indent(2)
                .strip(),
            value);
  }

  /** The last value of a metric of the run {@code r}. */
  static String last(String name) {
    return """
        (SELECT value FROM weightlapse.metrics m WHERE m.run = r.run AND m.name = '%s'
          AND m.worker = -1 ORDER BY step DESC LIMIT 1)"""
        .formatted(name);
  }

  static String quoted(String... names) {
    return "'" + String.join("', '", names) + "'";
  }
}
