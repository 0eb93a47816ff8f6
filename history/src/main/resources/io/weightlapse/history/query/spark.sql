-- Copyright The Weightlapse Authors.
-- SPDX-License-Identifier: Apache-2.0
--
-- The views of `weightlapse query` in Spark SQL, over what SparkViews makes of the files (see duckdb.sql).

CREATE OR REPLACE TEMPORARY VIEW metrics AS
SELECT run, worker, step, epoch, name, value, `time` FROM _metrics;

CREATE OR REPLACE TEMPORARY VIEW surfaces AS
SELECT run, slice, step, i, j, alpha, beta, loss, accuracy, state, origin_alpha, origin_beta, epoch,
  alpha_from, alpha_to, alpha_count, beta_from, beta_to, beta_count, tile, tiles, survey
FROM _surfaces;

CREATE OR REPLACE TEMPORARY VIEW neurons AS
SELECT run, worker, step, epoch, layer, param, neuron, `values` FROM _written
UNION ALL
SELECT w.run, w.worker, w.step, s.epoch, w.layer, IF(w.input < 0, 'b', 'W') AS param, w.neuron,
  transform(array_sort(collect_list(named_struct('input', w.input, 'value', w.value))), e -> e.value) AS `values`
FROM (
  SELECT run, worker, layer, neuron, input, IF(step_every > 0, step_from + pos * step_every, steps[pos]) AS step, value
  FROM _only_paths LATERAL VIEW posexplode(`values`) e AS pos, value
) w
JOIN _path_steps s ON s.run = w.run AND s.layer = w.layer AND s.worker = w.worker AND s.step = w.step
GROUP BY w.run, w.worker, w.step, s.epoch, w.layer, w.input < 0, w.neuron;

CREATE OR REPLACE TEMPORARY VIEW weights AS
SELECT run, worker, step, layer, neuron, IF(param = 'b', -1, pos) AS input, value
FROM _tail LATERAL VIEW posexplode(`values`) e AS pos, value
UNION ALL
SELECT run, worker, IF(step_every > 0, step_from + pos * step_every, steps[pos]) AS step, layer, neuron, input, value
FROM _paths LATERAL VIEW posexplode(`values`) e AS pos, value;

CREATE OR REPLACE TEMPORARY VIEW layer_stats AS SELECT * FROM _layer_stats;

CREATE OR REPLACE TEMPORARY VIEW trajectory AS SELECT * FROM _trajectory;

CREATE OR REPLACE TEMPORARY VIEW evaluation AS SELECT * FROM _evaluation;
