// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.SnapshotColumns;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.SnapshotVectors;
import io.weightlapse.history.query.DuckQuery;
import io.weightlapse.history.query.QueryOptions;
import io.weightlapse.history.query.RowSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of the runs' models, read as pages ask for them. Thread-safe. */
final class StoredWeights {
  /** Column that names a bias. */
  static final int BIAS = -1;

  /** Numbers of one answer. */
  static final int MOST_VALUES = 4 << 20;

  private static final int KEPT = 16;
  private static final QueryOptions BOUNDS = new QueryOptions("512MB", 1, 60);

  /**
   * How parameters moved.
   *
   * @param steps rising
   * @param inputs columns of the unit, {@link #BIAS} for its bias
   * @param values inputs x steps
   */
  record Paths(List<Long> steps, List<Integer> inputs, List<float[]> values) {}

  private record Known(RunInfo state, List<Long> steps) {}

  private final Home home;
  private final Map<String, Known> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(KEPT, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
              return size() > KEPT;
            }
          });

  StoredWeights(Home home) {
    this.home = home;
  }

  /** The steps of which every layer is stored, rising; looked up again when the run has moved. */
  List<Long> steps(RunInfo info, NetworkSpec network) throws IOException {
    return steps(info, network, info.run());
  }

  /** The steps of which one layer is stored, rising: often more than those of all layers. */
  List<Long> layerSteps(RunInfo info, NetworkSpec network, int layer) throws IOException {
    LayerSpec spec = network.layers().get(layer);
    NetworkSpec alone =
        new NetworkSpec(network.layerInputs(layer), List.of(spec.withDropout(0)), Loss.MSE);
    return steps(info, alone, info.run() + "/" + spec.name());
  }

  private List<Long> steps(RunInfo info, NetworkSpec network, String key) throws IOException {
    Known before = known.get(key);
    if (before != null && before.state().equals(info)) {
      return before.steps();
    }
    List<Long> steps = new SnapshotReader(home, info.run(), network).steps();
    known.put(key, new Known(info, steps));
    return steps;
  }

  /** All parameters at some steps, in their order; those that are not stored are an error. */
  List<float[]> parameters(RunManifest manifest, List<Long> steps) throws IOException {
    NetworkSpec network = manifest.experiment().network();
    if (steps.size() == 1) {
      return List.of(new SnapshotReader(home, manifest.run(), network).parameters(steps.get(0)));
    }
    List<float[]> all = new ArrayList<>();
    List<Long> found = new ArrayList<>();
    new SnapshotVectors(home, manifest)
        .deliver(
            steps,
            (step, worker, parameters) -> {
              if (worker == Event.MODEL) {
                all.add(parameters);
                found.add(step);
              }
            });
    if (!found.equals(steps)) {
      throw new UserException("steps must be stored ones: was " + steps);
    }
    return all;
  }

  /** The path of one weight, or of a bias. */
  Paths path(RunManifest manifest, List<Long> steps, ParameterBlock weights, int unit, int input)
      throws IOException {
    if (compacted(manifest.run())) {
      return compactedPath(manifest.run(), weights.layerName(), unit, input);
    }
    if (input == BIAS) {
      ParameterBlock bias =
          manifest.experiment().network().layout().block(weights.layer(), Param.B);
      List<Long> some = Numbers.evenly(steps, MOST_VALUES);
      float[] values = new SnapshotColumns(home, manifest.run()).read(some, bias, unit, 1);
      return new Paths(some, List.of(BIAS), List.of(values));
    }
    Paths all = paths(manifest, steps, weights, unit);
    return new Paths(all.steps(), List.of(input), List.of(all.values().get(input)));
  }

  /** The paths of all weights into a unit; of many steps every so manyth. */
  Paths paths(RunManifest manifest, List<Long> steps, ParameterBlock weights, int unit)
      throws IOException {
    int cols = weights.cols();
    List<Long> some = Numbers.evenly(steps, Math.max(2, MOST_VALUES / cols));
    float[] rows = new SnapshotColumns(home, manifest.run()).read(some, weights, unit, 1);
    List<float[]> values = new ArrayList<>();
    List<Integer> inputs = new ArrayList<>();
    for (int c = 0; c < cols; c++) {
      float[] path = new float[some.size()];
      for (int t = 0; t < path.length; t++) {
        path[t] = rows[t * cols + c];
      }
      inputs.add(c);
      values.add(path);
    }
    return new Paths(some, inputs, values);
  }

  /** Whether the home has paths of the run, which SQL reads without the rest of the layer. */
  private boolean compacted(String run) throws IOException {
    return home.folder().isPresent() && !home.names(home.pathsFolder(run)).isEmpty();
  }

  private Paths compactedPath(String run, String layer, int unit, int input) throws IOException {
    List<Long> steps = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    String sql =
        "SELECT step, value FROM path('%s', '%s', %d, %d) ORDER BY step"
            .formatted(quote(run), quote(layer), unit, input);
    try (DuckQuery query = DuckQuery.open(home, BOUNDS)) {
      query.run(
          sql,
          MOST_VALUES,
          new RowSink() {
            @Override
            public void begin(List<String> columns) {}

            @Override
            public void row(Object[] cells) {
              steps.add(((Number) cells[0]).longValue());
              values.add(((Number) cells[1]).floatValue());
            }

            @Override
            public void end() {}
          });
    }
    float[] path = new float[values.size()];
    for (int i = 0; i < path.length; i++) {
      path[i] = values.get(i);
    }
    return new Paths(steps, List.of(input), List.of(path));
  }

  private static String quote(String text) {
    return text.replace("'", "''");
  }
}
