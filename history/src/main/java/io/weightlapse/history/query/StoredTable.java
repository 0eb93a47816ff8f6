// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the views are made of: kinds of files, with their columns in DuckDB's types. */
public enum StoredTable {
  /** Rows as written of the layers whose whole snapshots lie there. */
  WRITTEN(List.of("run", "layer"), Columns.WEIGHTS),
  /** Rows as written that no path has. */
  TAIL(List.of("run", "layer"), Columns.WEIGHTS),
  /** Compacted rows. */
  PATHS(List.of("run", "layer"), Columns.PATHS),
  /** Compacted rows of the layers whose snapshots lie nowhere else. */
  ONLY_PATHS(List.of("run", "layer"), Columns.PATHS),
  /** Steps and epochs of the compacted rows. */
  PATH_STEPS(List.of("run", "layer"), "worker INTEGER, step BIGINT, epoch INTEGER"),
  /** Measurements. */
  METRICS(
      List.of("run"),
      "step BIGINT, epoch INTEGER, worker INTEGER, name VARCHAR, value DOUBLE,"
          + " time TIMESTAMP WITH TIME ZONE"),
  /** Grid points of surfaces. */
  SURFACES(
      List.of("run", "slice"),
      "step BIGINT, i INTEGER, j INTEGER, alpha DOUBLE, beta DOUBLE, loss FLOAT, accuracy FLOAT,"
          + " state VARCHAR, origin_alpha DOUBLE, origin_beta DOUBLE, epoch INTEGER,"
          + " alpha_from DOUBLE, alpha_to DOUBLE, alpha_count INTEGER, beta_from DOUBLE,"
          + " beta_to DOUBLE, beta_count INTEGER, tile INTEGER, tiles INTEGER, survey BIGINT"),
  /** Statistics of layers. */
  LAYER_STATS(
      List.of("run"),
      "step BIGINT, worker INTEGER, epoch INTEGER, layer VARCHAR, param VARCHAR, count BIGINT, "
          + Columns.distribution("")
          + ", from_step BIGINT, "
          + Columns.distribution("change_")
          + ", updates INTEGER, gradient_norm DOUBLE, update_ratio DOUBLE, change_ratio DOUBLE,"
          + " dead_fraction DOUBLE, dead_units INTEGER[]"),
  /** Paths of the training across the plane of a slice. */
  TRAJECTORY(
      List.of("run", "slice"),
      "worker INTEGER, step BIGINT, alpha DOUBLE, beta DOUBLE, residual DOUBLE, loss DOUBLE"),
  /** Evaluations of stored snapshots. */
  EVALUATION(
      List.of("run"), "step BIGINT, epoch INTEGER, worker INTEGER, name VARCHAR, value DOUBLE");

  private final List<String> partitions;
  private final String columns;

  StoredTable(List<String> partitions, String columns) {
    this.partitions = partitions;
    this.columns = columns;
  }

  /** The columns that come from the folders' names, outermost first. */
  public List<String> partitions() {
    return partitions;
  }

  /** The columns in the files, as {@code name TYPE}; no name has a space, each type is one word. */
  public List<Column> columns() {
    return Stream.of(columns.split(", *")).map(Column::of).toList();
  }

  /** The name of the view over its files: {@code _written}. */
  public String view() {
    return "_" + name().toLowerCase(Locale.ROOT);
  }

  /** Whether files of other versions may have other columns. */
  boolean varies() {
    return this == SURFACES || this == LAYER_STATS || this == TRAJECTORY || this == EVALUATION;
  }

  /** Whether rows carry the step that a run's reader must not go beyond. */
  boolean stepped() {
    return this != PATHS && this != ONLY_PATHS;
  }

  /**
   * A column.
   *
   * @param name without quotes
   * @param type of DuckDB
   */
  public record Column(String name, String type) {
    static Column of(String text) {
      int space = text.indexOf(' ');
      return new Column(text.substring(0, space), text.substring(space + 1));
    }
  }

  private static final class Columns {
    static final String WEIGHTS =
        "step BIGINT, worker INTEGER, epoch INTEGER, param VARCHAR, neuron INTEGER, values FLOAT[]";
    static final String PATHS =
        "neuron INTEGER, input INTEGER, worker INTEGER, step_from BIGINT, step_to BIGINT,"
            + " step_every BIGINT, steps BIGINT[], values FLOAT[]";

    static String distribution(String prefix) {
      String names =
          "mean sd min max l1 l2 q01 q05 q25 q50 q75 q95 q99 limit"
              .replaceAll("(\\w+)", prefix + "$1 DOUBLE,");
      return prefix + "not_finite BIGINT, " + names + " " + prefix + "histogram INTEGER[]";
    }
  }
}
