-- Copyright The Weightlapse Authors.
-- SPDX-License-Identifier: Apache-2.0
--
-- The views and macros of `weightlapse query`, over what DuckViews makes of the files: _written (rows as written of layers
-- whose snapshots lie there), _tail (rows as written that no path has), _paths (compacted), _only_paths (compacted, and
-- nowhere else), _path_steps, and one _TABLE for each other table. Parameters of macros hide columns of their name, so
-- columns carry the name of their table.

CREATE VIEW metrics AS
SELECT run, worker, step, epoch, name, value, CAST("time" AS TIMESTAMP) AS "time" FROM _metrics;
COMMENT ON VIEW metrics IS 'one row a measurement: losses, accuracies, norms; time in UTC';

CREATE VIEW surfaces AS
SELECT run, slice, step, i, j, alpha, beta, loss, accuracy, state, origin_alpha, origin_beta, epoch,
  alpha_from, alpha_to, alpha_count, beta_from, beta_to, beta_count, tile, tiles, survey
FROM _surfaces;
COMMENT ON VIEW surfaces IS 'one row a grid point of a loss surface; alpha and beta are offsets from origin_alpha, origin_beta';

CREATE VIEW neurons AS
SELECT run, worker, step, epoch, layer, param, neuron, "values" FROM _written
UNION ALL
SELECT w.run, w.worker, w.step, s.epoch, w.layer, CASE WHEN w.input < 0 THEN 'b' ELSE 'W' END AS param, w.neuron,
  list(w.value ORDER BY w.input) AS "values"
FROM (
  SELECT run, worker, layer, neuron, input,
    unnest(CASE WHEN step_every > 0 THEN range(step_from, step_to + 1, step_every) ELSE steps END) AS step,
    unnest("values") AS value
  FROM _only_paths
) w
JOIN _path_steps s ON s.run = w.run AND s.layer = w.layer AND s.worker = w.worker AND s.step = w.step
GROUP BY w.run, w.worker, w.step, s.epoch, w.layer, w.input < 0, w.neuron;
COMMENT ON VIEW neurons IS 'one row a unit and snapshot, as stored: its incoming weights (param W) or its bias (param b) as a list';

CREATE VIEW weights AS
SELECT run, worker, step, layer, neuron,
  CAST(CASE WHEN param = 'b' THEN -1 ELSE generate_subscripts("values", 1) - 1 END AS INTEGER) AS input,
  unnest("values") AS value
FROM _tail
UNION ALL
SELECT run, worker,
  unnest(CASE WHEN step_every > 0 THEN range(step_from, step_to + 1, step_every) ELSE steps END) AS step,
  layer, neuron, input, unnest("values") AS value
FROM _paths;
COMMENT ON VIEW weights IS 'one row a weight and snapshot; input -1 is the bias, worker -1 the run''s own model';

CREATE VIEW layer_stats AS SELECT * FROM _layer_stats;
COMMENT ON VIEW layer_stats IS 'one row a tensor and snapshot, computed while training: moments, quantiles, histograms, dead units';

CREATE VIEW trajectory AS SELECT * FROM _trajectory;
COMMENT ON VIEW trajectory IS 'where a slice''s plane is passed by the training: one row a snapshot';

CREATE VIEW evaluation AS SELECT * FROM _evaluation;
COMMENT ON VIEW evaluation IS 'evaluations of stored snapshots, where a run has any';

-- One weight over the steps.
CREATE MACRO path(run, layer, neuron, input) AS TABLE
SELECT p.step, p.value, CAST(p.value AS DOUBLE) - lag(CAST(p.value AS DOUBLE)) OVER (ORDER BY p.step) AS change
FROM (
  SELECT t.step AS step, t."values"[greatest(input, 0) + 1] AS value
  FROM _tail t
  WHERE t.run = run AND t.layer = layer AND t.neuron = neuron AND t.worker = -1
    AND t.param = CASE WHEN input < 0 THEN 'b' ELSE 'W' END
  UNION ALL
  SELECT unnest(CASE WHEN t.step_every > 0 THEN range(t.step_from, t.step_to + 1, t.step_every) ELSE t.steps END) AS step,
    unnest(t."values") AS value
  FROM _paths t
  WHERE t.run = run AND t.layer = layer AND t.neuron = neuron AND t.input = input AND t.worker = -1
) p
WHERE p.value IS NOT NULL
ORDER BY p.step;
COMMENT ON MACRO TABLE path IS 'path(run, layer, neuron, input): step, value, change since the snapshot before';

-- All weights of a layer at a stored step.
CREATE MACRO snapshot(run, layer, step) AS TABLE
SELECT t.neuron AS neuron,
  CAST(CASE WHEN t.param = 'b' THEN -1 ELSE generate_subscripts(t."values", 1) - 1 END AS INTEGER) AS input,
  unnest(t."values") AS value
FROM _written t
WHERE t.run = run AND t.layer = layer AND t.step = step AND t.worker = -1
UNION ALL
SELECT t.neuron, t.input,
  t."values"[CASE WHEN t.step_every > 0 THEN (step - t.step_from) // t.step_every + 1
    ELSE list_position(t.steps, CAST(step AS BIGINT)) END] AS value
FROM _only_paths t
WHERE t.run = run AND t.layer = layer AND t.worker = -1 AND t.step_from <= step AND t.step_to >= step
  AND CASE WHEN t.step_every > 0 THEN (step - t.step_from) % t.step_every = 0
    ELSE list_contains(t.steps, CAST(step AS BIGINT)) END;
COMMENT ON MACRO TABLE snapshot IS 'snapshot(run, layer, step): neuron, input, value of a layer at a stored step';

-- What a layer's weights have become between two stored steps.
CREATE MACRO changes(run, layer, step_from, step_to) AS TABLE
SELECT a.neuron, a.input, a.value AS before, b.value AS after,
  CAST(b.value AS DOUBLE) - CAST(a.value AS DOUBLE) AS change
FROM snapshot(run, layer, step_from) a JOIN snapshot(run, layer, step_to) b ON a.neuron = b.neuron AND a.input = b.input;
COMMENT ON MACRO TABLE changes IS 'changes(run, layer, from, to): neuron, input, before, after, change between two stored steps';

-- Every change from one stored step to the next.
CREATE MACRO step_changes(run, layer, step_from, step_to) AS TABLE
SELECT c.step, c.neuron,
  CAST(CASE WHEN c.param = 'b' THEN -1 ELSE generate_subscripts(c."values", 1) - 1 END AS INTEGER) AS input,
  CAST(unnest(c."values") AS DOUBLE) - CAST(unnest(c.earlier) AS DOUBLE) AS change
FROM (
  SELECT t.step AS step, t.neuron AS neuron, t.param AS param, t."values" AS "values",
    lag(t."values") OVER (PARTITION BY t.neuron, t.param ORDER BY t.step) AS earlier
  FROM _written t
  WHERE t.run = run AND t.layer = layer AND t.worker = -1 AND t.step >= step_from AND t.step <= step_to
) c
WHERE c.earlier IS NOT NULL
UNION ALL
SELECT c.step, c.neuron, c.input, CAST(c.value AS DOUBLE) - CAST(c.earlier AS DOUBLE) AS change
FROM (
  SELECT u.step AS step, u.neuron AS neuron, u.input AS input, u.value AS value,
    lag(u.value) OVER (PARTITION BY u.neuron, u.input ORDER BY u.step) AS earlier
  FROM (
    SELECT t.neuron AS neuron, t.input AS input,
      unnest(CASE WHEN t.step_every > 0 THEN range(t.step_from, t.step_to + 1, t.step_every) ELSE t.steps END) AS step,
      unnest(t."values") AS value
    FROM _only_paths t
    WHERE t.run = run AND t.layer = layer AND t.worker = -1 AND t.step_to >= step_from AND t.step_from <= step_to
  ) u
  WHERE u.step >= step_from AND u.step <= step_to
) c
WHERE c.earlier IS NOT NULL;
COMMENT ON MACRO TABLE step_changes IS 'step_changes(run, layer, from, to): step, neuron, input, change since the stored step before';

-- Equal bins over the finite values of a layer; the last bin holds the greatest value.
CREATE MACRO histogram(run, layer, step, bins) AS TABLE
WITH v AS (SELECT CAST(s.value AS DOUBLE) AS v FROM snapshot(run, layer, step) s WHERE isfinite(s.value)),
m AS (SELECT min(v.v) AS lo, max(v.v) AS hi FROM v),
c AS (
  SELECT CAST(CASE WHEN m.hi > m.lo THEN least(floor((v.v - m.lo) / (m.hi - m.lo) * bins), bins - 1) ELSE 0 END AS BIGINT) AS bin,
    count(*) AS n
  FROM v, m GROUP BY ALL
)
SELECT b.bin, m.lo + (m.hi - m.lo) * b.bin / bins AS low, m.lo + (m.hi - m.lo) * (b.bin + 1) / bins AS high,
  coalesce(c.n, 0) AS count
FROM range(CAST(bins AS BIGINT)) b(bin) CROSS JOIN m LEFT JOIN c ON c.bin = b.bin
WHERE m.lo IS NOT NULL ORDER BY b.bin;
COMMENT ON MACRO TABLE histogram IS 'histogram(run, layer, step, bins): bin, low, high, count of a layer''s finite values at a stored step';

CREATE MACRO change_histogram(run, layer, step_from, step_to, bins) AS TABLE
WITH v AS (SELECT s.change AS v FROM changes(run, layer, step_from, step_to) s WHERE isfinite(s.change)),
m AS (SELECT min(v.v) AS lo, max(v.v) AS hi FROM v),
c AS (
  SELECT CAST(CASE WHEN m.hi > m.lo THEN least(floor((v.v - m.lo) / (m.hi - m.lo) * bins), bins - 1) ELSE 0 END AS BIGINT) AS bin,
    count(*) AS n
  FROM v, m GROUP BY ALL
)
SELECT b.bin, m.lo + (m.hi - m.lo) * b.bin / bins AS low, m.lo + (m.hi - m.lo) * (b.bin + 1) / bins AS high,
  coalesce(c.n, 0) AS count
FROM range(CAST(bins AS BIGINT)) b(bin) CROSS JOIN m LEFT JOIN c ON c.bin = b.bin
WHERE m.lo IS NOT NULL ORDER BY b.bin;
COMMENT ON MACRO TABLE change_histogram IS 'change_histogram(run, layer, from, to, bins): the same of the changes between two stored steps';

-- The weights that moved most between the first and the last stored step of their layer, or between two given ones.
CREATE MACRO top_changes(run, n, step_from := NULL, step_to := NULL) AS TABLE
WITH e AS (
  SELECT s.layer AS layer, coalesce(CAST(step_from AS BIGINT), min(s.lo)) AS lo, coalesce(CAST(step_to AS BIGINT), max(s.hi)) AS hi
  FROM (
    SELECT t.layer AS layer, min(t.step) AS lo, max(t.step) AS hi FROM _written t WHERE t.run = run AND t.worker = -1 GROUP BY ALL
    UNION ALL
    SELECT t.layer, min(t.step_from), max(t.step_to) FROM _only_paths t WHERE t.run = run AND t.worker = -1 GROUP BY ALL
  ) s GROUP BY s.layer
),
p AS (SELECT e.layer AS layer, unnest([e.lo, e.hi]) AS step, unnest([0, 1]) AS later FROM e WHERE e.lo < e.hi),
v AS (
  SELECT t.layer AS layer, t.neuron AS neuron, p.later AS later,
    CAST(CASE WHEN t.param = 'b' THEN -1 ELSE generate_subscripts(t."values", 1) - 1 END AS INTEGER) AS input,
    unnest(t."values") AS value
  FROM _written t JOIN p ON t.layer = p.layer AND t.step = p.step
  WHERE t.run = run AND t.worker = -1
  UNION ALL
  SELECT t.layer, t.neuron, p.later, t.input,
    t."values"[CASE WHEN t.step_every > 0 THEN (p.step - t.step_from) // t.step_every + 1 ELSE list_position(t.steps, p.step) END]
  FROM _only_paths t JOIN p ON t.layer = p.layer AND p.step BETWEEN t.step_from AND t.step_to
  WHERE t.run = run AND t.worker = -1
    AND CASE WHEN t.step_every > 0 THEN (p.step - t.step_from) % t.step_every = 0 ELSE list_contains(t.steps, p.step) END
)
SELECT a.layer, a.neuron, a.input, a.value AS before, b.value AS after, CAST(b.value AS DOUBLE) - CAST(a.value AS DOUBLE) AS change
FROM (SELECT * FROM v WHERE v.later = 0) a JOIN (SELECT * FROM v WHERE v.later = 1) b
  ON a.layer = b.layer AND a.neuron = b.neuron AND a.input = b.input
WHERE isfinite(a.value) AND isfinite(b.value)
ORDER BY abs(CAST(b.value AS DOUBLE) - CAST(a.value AS DOUBLE)) DESC, a.layer, a.neuron, a.input
LIMIT n;
COMMENT ON MACRO TABLE top_changes IS 'top_changes(run, n [, from, to]): the n weights that moved most; first to last stored step unless given';

-- ReLU units that gave 0 for every sample when they were last measured, at the step or before it.
CREATE MACRO dead_neurons(run, step) AS TABLE
SELECT d.layer, d.neuron, d.step AS measured
FROM (
  SELECT s.layer AS layer, s.step AS step, unnest(s.dead_units) AS neuron
  FROM layer_stats s
  WHERE s.run = run AND s.worker = -1 AND s.param = 'W' AND NOT isnan(s.dead_fraction) AND s.step <= step
  QUALIFY s.step = max(s.step) OVER (PARTITION BY s.layer)
) d
ORDER BY d.layer, d.neuron;
COMMENT ON MACRO TABLE dead_neurons IS 'dead_neurons(run, step): layer, neuron, step of the measurement, of ReLU units that give 0 for every sample';

-- Units that are dead at the end, and since when.
CREATE MACRO deaths(run) AS TABLE
WITH m AS (
  SELECT s.layer AS layer, s.step AS step, s.dead_units AS dead FROM layer_stats s
  WHERE s.run = run AND s.worker = -1 AND s.param = 'W' AND NOT isnan(s.dead_fraction)
),
d AS (SELECT m.layer AS layer, unnest(m.dead) AS neuron FROM m WHERE m.step = (SELECT max(l.step) FROM m l WHERE l.layer = m.layer)),
a AS (
  SELECT d.layer AS layer, d.neuron AS neuron, max(m.step) FILTER (NOT list_contains(m.dead, d.neuron)) AS alive
  FROM d JOIN m ON m.layer = d.layer GROUP BY ALL
)
SELECT a.layer, a.neuron, min(m.step) AS since
FROM a JOIN m ON m.layer = a.layer AND m.step > coalesce(a.alive, -1)
GROUP BY a.layer, a.neuron ORDER BY a.layer, a.neuron;
COMMENT ON MACRO TABLE deaths IS 'deaths(run): layer, neuron, since: units that are dead at the end, and the first measurement of that';
