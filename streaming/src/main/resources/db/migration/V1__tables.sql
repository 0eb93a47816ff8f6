-- Metrics of runs for Grafana. NaN and infinities are values of double precision; NULL means "unknown".
-- Worker -1 is the run's own model. No foreign keys: Kafka keeps no order between topics.
-- Texts are compared by their bytes, which fills indexes with less work than the order of a language.

CREATE TABLE runs (
  run text COLLATE "C" PRIMARY KEY,
  experiment text COLLATE "C",
  title text COLLATE "C",
  state text COLLATE "C" NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'stopped', 'failed')),
  started timestamptz,
  ended timestamptz,
  steps bigint NOT NULL DEFAULT 0,
  epochs int,
  parameters bigint,
  seed bigint,
  mode text COLLATE "C",
  message text COLLATE "C",
  manifest jsonb,
  kept_every int NOT NULL DEFAULT 1
);
COMMENT ON TABLE runs IS 'One row a run';
COMMENT ON COLUMN runs.steps IS 'optimiser updates that the sink knows of; final once the run has ended';
COMMENT ON COLUMN runs.epochs IS 'epochs that the experiment asks for';
COMMENT ON COLUMN runs.mode IS 'single or distributed: whether events of workers or rounds were seen';
COMMENT ON COLUMN runs.manifest IS 'run.json';
COMMENT ON COLUMN runs.kept_every IS 'the retention policy has kept every so manyth row of each series; 1: all';

CREATE TABLE metrics (
  run text COLLATE "C" NOT NULL,
  worker int NOT NULL,
  step bigint NOT NULL,
  epoch int NOT NULL,
  name text COLLATE "C" NOT NULL,
  value double precision NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (run, name, worker, step, epoch)
);
COMMENT ON TABLE metrics IS 'One row a number; names as in docs/metrics.md';

CREATE INDEX metrics_time ON metrics USING brin (time);

CREATE TABLE layer_stats (
  run text COLLATE "C" NOT NULL,
  worker int NOT NULL,
  step bigint NOT NULL,
  epoch int NOT NULL,
  layer text COLLATE "C" NOT NULL,
  param text COLLATE "C" NOT NULL CHECK (param IN ('W', 'b')),
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('values', 'change')),
  count bigint NOT NULL,
  not_finite bigint NOT NULL,
  mean double precision NOT NULL,
  sd double precision NOT NULL,
  min double precision NOT NULL,
  max double precision NOT NULL,
  l1 double precision NOT NULL,
  l2 double precision NOT NULL,
  q01 double precision NOT NULL,
  q05 double precision NOT NULL,
  q25 double precision NOT NULL,
  q50 double precision NOT NULL,
  q75 double precision NOT NULL,
  q95 double precision NOT NULL,
  q99 double precision NOT NULL,
  from_step bigint,
  updates int,
  gradient_norm double precision,
  update_ratio double precision,
  change_ratio double precision,
  dead_fraction double precision,
  dead_units int[],
  PRIMARY KEY (run, worker, step, layer, param, kind)
);
COMMENT ON TABLE layer_stats IS 'How the values of a tensor, or their changes since from_step, are spread';
COMMENT ON COLUMN layer_stats.from_step IS 'of kind change: the step that the change is measured from; from here on NULL for the other kind';
COMMENT ON COLUMN layer_stats.updates IS 'of kind values, as are the columns after it: steps over which the next two are taken';
COMMENT ON COLUMN layer_stats.update_ratio IS 'log10 of mean |update| / mean |value|, healthy near -3; NaN is a gap';

CREATE TABLE histograms (
  run text COLLATE "C" NOT NULL,
  worker int NOT NULL,
  step bigint NOT NULL,
  layer text COLLATE "C" NOT NULL,
  param text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  bucket int NOT NULL,
  low double precision NOT NULL,
  high double precision NOT NULL,
  count int NOT NULL,
  PRIMARY KEY (run, worker, step, layer, param, kind, bucket)
);
COMMENT ON TABLE histograms IS '64 equal buckets, from 0, over -limit..limit, a power of two that may differ from step to step; what lies beyond is in the outermost. Empty buckets have no row';

CREATE TABLE surfaces (
  run text COLLATE "C" NOT NULL,
  slice text COLLATE "C" NOT NULL,
  step bigint NOT NULL,
  i int NOT NULL,
  j int NOT NULL,
  alpha double precision NOT NULL,
  beta double precision NOT NULL,
  loss double precision NOT NULL,
  accuracy double precision NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('ok', 'nan', 'inf')),
  epoch int NOT NULL,
  survey bigint NOT NULL,
  PRIMARY KEY (run, slice, step, i, j)
);
COMMENT ON TABLE surfaces IS 'Loss and accuracy over the grid of a slice; a point without a row is not computed yet';
COMMENT ON COLUMN surfaces.i IS 'grid row, along alpha; j is the column, along beta';
COMMENT ON COLUMN surfaces.alpha IS 'offset from the snapshot along the first direction or weight; beta along the second; of a line, beta numbers its series of data';
COMMENT ON COLUMN surfaces.survey IS 'a newer survey of a slice has a larger number and replaces the older one';

CREATE TABLE trajectory (
  run text COLLATE "C" NOT NULL,
  slice text COLLATE "C" NOT NULL,
  step bigint NOT NULL,
  worker int NOT NULL,
  alpha double precision NOT NULL,
  beta double precision NOT NULL,
  residual double precision NOT NULL,
  loss double precision NOT NULL,
  accuracy double precision NOT NULL,
  survey bigint NOT NULL,
  PRIMARY KEY (run, slice, step, worker)
);
COMMENT ON TABLE trajectory IS 'Where snapshots lie on a slice; residual is the share of the way that lies off it, loss is the true one';

CREATE TABLE evaluation (
  run text COLLATE "C" NOT NULL,
  split text COLLATE "C" NOT NULL CHECK (split IN ('train', 'validation', 'test')),
  step bigint NOT NULL,
  class int NOT NULL,
  support bigint NOT NULL,
  loss double precision,
  accuracy double precision,
  precision double precision,
  recall double precision,
  f1 double precision,
  confusion bigint[],
  PRIMARY KEY (run, split, step, class)
);
COMMENT ON TABLE evaluation IS 'The trained model on samples: class -1 has loss and accuracy over all, the others precision, recall and f1 of one class';
COMMENT ON COLUMN evaluation.support IS 'how many samples have the class';
COMMENT ON COLUMN evaluation.confusion IS 'how often the model gave class 0, 1, ... to samples of this class';

CREATE TABLE sink_offsets (
  topic_id text COLLATE "C" NOT NULL,
  topic text COLLATE "C" NOT NULL,
  partition int NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (topic_id, partition)
);
COMMENT ON TABLE sink_offsets IS 'Where the sink goes on; changed in the transaction that stores the rows. topic_id is Kafka''s own: a topic that was made anew begins anew';
