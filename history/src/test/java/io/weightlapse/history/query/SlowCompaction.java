// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.Covered;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes weight-major files of a run by SQL, in both kinds of rows: the first four snapshots with a
 * list of steps, the rest in rows of at most two steps, some of them evenly spaced.
 */
final class SlowCompaction {
  private SlowCompaction() {}

  static void run(Home home, String run, MacrosTest.Layout layout)
      throws IOException, SQLException {
    Path folder = home.folder().orElseThrow();
    Map<String, Layer> layers = new TreeMap<>();
    try (Connection c = DriverManager.getConnection("jdbc:duckdb:");
        Statement s = c.createStatement();
        Stream<Path> found = Files.list(folder.resolve("weights/run=" + run))) {
      for (Path weights : found.toList()) {
        String layer = weights.getFileName().toString().substring("layer=".length());
        layers.put(layer, layer(s, home, run, weights, layout));
      }
    }
    new TableManifest(1, Histories.TIME, layers, List.of()).publish(home, run);
    if (layout == MacrosTest.Layout.COMPACTED_AND_TAIL) {
      // A resumed attempt, which has written one step again.
      try (HistorySink sink = new HistorySink(home, run, "train-from-10")) {
        for (long step : new long[] {20, 21}) {
          Histories.publish(sink, run, step);
        }
        for (ParameterBlock b : Histories.NETWORK.layout().blocks()) {
          sink.publish(Histories.snapshot(run, 3, 21, b, Histories.parameters(1021)));
        }
      }
    }
  }

  private static Layer layer(
      Statement s, Home home, String run, Path weights, MacrosTest.Layout layout)
      throws SQLException, IOException {
    String name = weights.getFileName().toString();
    Path folder = home.folder().orElseThrow();
    Path paths = folder.resolve("paths/run=" + run).resolve(name);
    Path steps = folder.resolve("path_steps/run=" + run).resolve(name);
    Files.createDirectories(paths);
    Files.createDirectories(steps);
    long last = layout == MacrosTest.Layout.COMPACTED_AND_TAIL ? 20 : 21;
    String source =
        "(FROM read_parquet('"
            + weights
            + "/*.parquet', hive_partitioning = false)"
            + " WHERE step <= "
            + last
            + ")";
    String all =
        "(SELECT worker, neuron, step, dense_rank() OVER (ORDER BY step) AS r,"
            + " CASE WHEN param = 'b' THEN -1 ELSE generate_subscripts(\"values\", 1) - 1 END AS input,"
            + " unnest(\"values\") AS value FROM "
            + source
            + ")";
    s.execute(
        "COPY (SELECT neuron::INTEGER AS neuron, input::INTEGER AS input, worker,"
            + " min(step) AS step_from, max(step) AS step_to,"
            + " CASE WHEN max(r) <= 4 THEN 0 WHEN count(*) = 1 THEN 1 ELSE max(step) - min(step) END::BIGINT"
            + " AS step_every,"
            + " CASE WHEN max(r) <= 4 THEN list(step ORDER BY step) ELSE [] END::BIGINT[] AS steps,"
            + " list(value ORDER BY step) AS \"values\""
            + " FROM "
            + all
            + " GROUP BY neuron, input, worker, CASE WHEN r <= 4 THEN 0 ELSE r // 2 END"
            + " ORDER BY neuron, input, worker, step_from) TO '"
            + paths
            + "/p.parquet' (FORMAT parquet)");
    s.execute(
        "COPY (SELECT DISTINCT worker, step, epoch FROM "
            + source
            + ") TO '"
            + steps
            + "/s.parquet' (FORMAT parquet)");
    List<Covered> covered = new ArrayList<>();
    try (Stream<Path> files = Files.list(weights)) {
      for (Path file : files.toList()) {
        covered.add(new Covered(file.getFileName().toString(), Files.size(file)));
        if (layout != MacrosTest.Layout.COMPACTED) {
          Files.delete(file);
        }
      }
    }
    return new Layer(
        layout == MacrosTest.Layout.COMPACTED ? AsWritten.KEPT : AsWritten.REPLACED,
        covered,
        List.of(new DataFile("p.parquet", Files.size(paths.resolve("p.parquet")), 1, 1, 0)),
        new DataFile("s.parquet", Files.size(steps.resolve("s.parquet")), 1, 1, 0));
  }
}
