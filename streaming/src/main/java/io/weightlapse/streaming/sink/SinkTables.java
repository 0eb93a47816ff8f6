// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import static io.weightlapse.streaming.sink.Column.bigint;
import static io.weightlapse.streaming.sink.Column.integer;
import static io.weightlapse.streaming.sink.Column.real;
import static io.weightlapse.streaming.sink.Column.text;

import java.util.List;

/** The tables of {@code db/migration}, as rows are put into them. */
final class SinkTables {
  /** What the manifest says, else what is seen of workers. */
  private static final String MODE = "COALESCE(t.manifest->>'mode', excluded.mode, t.mode)";

  /**
   * Starts of runs. A start that is older than the run's end is an old one that came again; a newer
   * one is a training that goes on.
   */
  static final Table STARTS =
      Table.of(
              "runs",
              1,
              text("run"),
              text("experiment"),
              text("title"),
              new Column("started", Column.Type.TIME),
              integer("epochs"),
              bigint("parameters"),
              bigint("seed"),
              text("mode"),
              new Column("manifest", Column.Type.JSON))
          .updating(
              "experiment = excluded.experiment, title = excluded.title, started = LEAST(t.started,"
                  + " excluded.started), epochs = excluded.epochs, parameters ="
                  + " excluded.parameters, seed = excluded.seed, mode ="
                  + " COALESCE(excluded.manifest->>'mode', t.mode, excluded.mode), manifest ="
                  + " excluded.manifest, state = CASE WHEN t.ended >= excluded.started THEN t.state"
                  + " ELSE 'running' END, message = CASE WHEN t.ended >= excluded.started THEN"
                  + " t.message END, ended = CASE WHEN t.ended >= excluded.started THEN t.ended"
                  + " END");

  /** Ends of runs. */
  static final Table ENDS =
      Table.of(
              "runs",
              1,
              text("run"),
              text("state"),
              new Column("ended", Column.Type.TIME),
              bigint("steps"),
              text("message"))
          .updating(
              "state = excluded.state, ended = excluded.ended, steps = excluded.steps,"
                  + " message = excluded.message WHERE t.ended IS NULL"
                  + " OR t.ended <= excluded.ended");

  /** How far runs are. */
  static final Table PROGRESS =
      Table.of("runs", 1, text("run"), bigint("steps"), text("mode"))
          .updating(
              "steps = GREATEST(t.steps, excluded.steps), mode = "
                  + MODE
                  + " WHERE t.steps < excluded.steps OR t.mode IS DISTINCT FROM "
                  + MODE);

  static final Table METRICS =
      Table.of(
          "metrics",
          5,
          text("run"),
          text("name"),
          integer("worker"),
          bigint("step"),
          integer("epoch"),
          real("value"),
          new Column("time", Column.Type.TIME));

  static final Table LAYER_STATS =
      Table.of(
          "layer_stats",
          6,
          text("run"),
          integer("worker"),
          bigint("step"),
          text("layer"),
          text("param"),
          text("kind"),
          integer("epoch"),
          bigint("count"),
          bigint("not_finite"),
          real("mean"),
          real("sd"),
          real("min"),
          real("max"),
          real("l1"),
          real("l2"),
          real("q01"),
          real("q05"),
          real("q25"),
          real("q50"),
          real("q75"),
          real("q95"),
          real("q99"),
          bigint("from_step"),
          integer("updates"),
          real("gradient_norm"),
          real("update_ratio"),
          real("change_ratio"),
          real("dead_fraction"),
          new Column("dead_units", Column.Type.INTS));

  static final Table HISTOGRAMS =
      Table.of(
          "histograms",
          7,
          text("run"),
          integer("worker"),
          bigint("step"),
          text("layer"),
          text("param"),
          text("kind"),
          integer("bucket"),
          real("low"),
          real("high"),
          integer("count"));

  static final Table SURFACES =
      Table.of(
          "surfaces",
          5,
          text("run"),
          text("slice"),
          bigint("step"),
          integer("i"),
          integer("j"),
          real("alpha"),
          real("beta"),
          real("loss"),
          real("accuracy"),
          text("state"),
          integer("epoch"),
          bigint("survey"));

  static final Table TRAJECTORY =
      Table.of(
          "trajectory",
          4,
          text("run"),
          text("slice"),
          bigint("step"),
          integer("worker"),
          real("alpha"),
          real("beta"),
          real("residual"),
          real("loss"),
          real("accuracy"),
          bigint("survey"));

  static final Table EVALUATION =
      Table.of(
          "evaluation",
          4,
          text("run"),
          text("split"),
          bigint("step"),
          integer("class"),
          bigint("support"),
          real("loss"),
          real("accuracy"),
          real("precision"),
          real("recall"),
          real("f1"),
          new Column("confusion", Column.Type.LONGS));

  /** In the order in which a transaction writes them. */
  static final List<Table> ALL =
      List.of(
          STARTS,
          ENDS,
          PROGRESS,
          METRICS,
          LAYER_STATS,
          HISTOGRAMS,
          SURFACES,
          TRAJECTORY,
          EVALUATION);

  private SinkTables() {}
}
