// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.history.Home;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The views and macros against loops over what SnapshotReader reads, in every layout. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MacrosTest {
  /** How the run's weights lie. */
  enum Layout {
    WRITTEN,
    COMPACTED,
    COMPACTED_ALONE,
    COMPACTED_AND_TAIL
  }

  private record Weight(String layer, int neuron, int input) {}

  @TempDir static Path folder;
  private final Map<Layout, DuckQuery> queries = new TreeMap<>();
  private final Map<Long, float[]> flat = new TreeMap<>();

  @BeforeAll
  void write() throws Exception {
    for (Layout layout : Layout.values()) {
      Home home = Home.open(folder.resolve(layout.name()).toString());
      Histories.write(home, "r1");
      Histories.write(home, "other");
      if (layout == Layout.WRITTEN) {
        SnapshotReader reader = new SnapshotReader(home, "r1", Histories.NETWORK);
        for (long step : reader.steps()) {
          flat.put(step, reader.parameters(step));
        }
      } else {
        SlowCompaction.run(home, "r1", layout);
      }
      queries.put(layout, DuckQuery.open(home, QueryOptions.defaults()));
    }
    assertThat(flat.keySet()).containsExactly(0L, 1L, 2L, 5L, 10L, 20L, 21L);
  }

  @AfterAll
  void close() throws IOException {
    for (DuckQuery query : queries.values()) {
      query.close();
    }
  }

  private List<String> rows(Layout layout, String sql) throws IOException {
    return Histories.rows(queries.get(layout), sql);
  }

  /** The weights of a layer at a step, by neuron and input. */
  private Map<Weight, Float> layer(String layer, long step) {
    Map<Weight, Float> all =
        new TreeMap<>(
            Comparator.comparing(Weight::layer)
                .thenComparing(Weight::neuron)
                .thenComparing(Weight::input));
    for (ParameterBlock b : Histories.NETWORK.layout().blocks()) {
      if (layer == null || b.layerName().equals(layer)) {
        for (int i = 0; i < b.size(); i++) {
          int input = b.param() == Param.B ? -1 : i % b.cols();
          all.put(new Weight(b.layerName(), i / b.cols(), input), flat.get(step)[b.offset() + i]);
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void weightsAreEveryWeightOfEverySnapshot(Layout layout) throws IOException {
    List<String> expected = new ArrayList<>();
    for (long step : flat.keySet()) {
      layer(null, step)
          .forEach(
              (w, v) ->
                  expected.add(
                      String.join(
                          ",",
                          "r1,-1",
                          Long.toString(step),
                          w.layer(),
                          "" + w.neuron(),
                          "" + w.input(),
                          "" + v)));
    }
    assertThat(
            rows(
                layout,
                "SELECT run, worker, step, layer, neuron, input, value FROM weights"
                    + " WHERE run = 'r1' AND worker = -1 ORDER BY step, layer, neuron, input"))
        .isEqualTo(expected);
    assertThat(
            rows(
                layout,
                "SELECT count(*), count(DISTINCT run), min(worker), max(worker) FROM weights"))
        .containsExactly(4L * flat.size() * Histories.NETWORK.layout().size() + ",2,-1,3");
  }

  @ParameterizedTest
  @EnumSource
  void neuronsAreRowsAsStored(Layout layout) throws IOException {
    List<String> expected = new ArrayList<>();
    for (long step : flat.keySet()) {
      for (ParameterBlock b : Histories.NETWORK.layout().blocks()) {
        for (int n = 0; n < b.rows(); n++) {
          List<Float> values = new ArrayList<>();
          for (int i = 0; i < b.cols(); i++) {
            values.add(flat.get(step)[b.offset() + n * b.cols() + i]);
          }
          expected.add(
              String.join(
                  ",",
                  Long.toString(step),
                  Long.toString(step / 10),
                  b.layerName(),
                  b.param().label(),
                  "" + n,
                  "" + values));
        }
      }
    }
    assertThat(
            rows(
                layout,
                "SELECT step, epoch, layer, param, neuron, \"values\" FROM neurons"
                    + " WHERE run = 'r1' AND worker = -1"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource
  void pathIsOneWeightOverTheSteps(Layout layout) throws IOException {
    for (Weight w :
        List.of(new Weight("l1", 0, 0), new Weight("l2", 1, 1), new Weight("l3", 0, -1))) {
      List<String> expected = new ArrayList<>();
      Double before = null;
      for (long step : flat.keySet()) {
        float value = layer(w.layer(), step).get(w);
        expected.add(step + "," + value + "," + (before == null ? null : value - before));
        before = (double) value;
      }
      assertThat(
              rows(
                  layout,
                  String.format(
                      Locale.ROOT,
                      "FROM path('r1', '%s', %d, %d)",
                      w.layer(),
                      w.neuron(),
                      w.input())))
          .isEqualTo(expected);
    }
    assertThat(rows(layout, "FROM path('r1', 'l1', 0, 99)")).isEmpty();
    assertThat(rows(layout, "FROM path('no', 'l1', 0, 0)")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void changesAreBetweenTwoSteps(Layout layout) throws IOException {
    List<String> expected = new ArrayList<>();
    Map<Weight, Float> after = layer("l2", 20);
    layer("l2", 5)
        .forEach(
            (w, v) ->
                expected.add(
                    w.neuron()
                        + ","
                        + w.input()
                        + ","
                        + v
                        + ","
                        + after.get(w)
                        + ","
                        + ((double) after.get(w) - (double) v)));
    assertThat(rows(layout, "FROM changes('r1', 'l2', 5, 20) ORDER BY neuron, input"))
        .isEqualTo(expected);
    assertThat(rows(layout, "FROM changes('r1', 'l2', 5, 6)")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void stepChangesAreBetweenNeighbours(Layout layout) throws IOException {
    List<String> expected = new ArrayList<>();
    long[] steps = {1, 2, 5, 10};
    for (int i = 1; i < steps.length; i++) {
      Map<Weight, Float> before = layer("l1", steps[i - 1]);
      long step = steps[i];
      layer("l1", step)
          .forEach(
              (w, v) ->
                  expected.add(
                      step
                          + ","
                          + w.neuron()
                          + ","
                          + w.input()
                          + ","
                          + ((double) v - (double) before.get(w))));
    }
    assertThat(rows(layout, "FROM step_changes('r1', 'l1', 1, 19) ORDER BY step, neuron, input"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void histogramsCountFiniteValues(Layout layout) throws IOException {
    List<Double> values = new ArrayList<>();
    layer("l1", 5).values().forEach(v -> values.add((double) v));
    assertThat(values).anyMatch(v -> v.isNaN());
    assertThat(rows(layout, "FROM histogram('r1', 'l1', 5, 4)")).isEqualTo(histogram(values, 4));
    List<Double> changes = new ArrayList<>();
    Map<Weight, Float> after = layer("l1", 20);
    layer("l1", 5).forEach((w, v) -> changes.add((double) after.get(w) - (double) v));
    assertThat(rows(layout, "FROM change_histogram('r1', 'l1', 5, 20, 7)"))
        .isEqualTo(histogram(changes, 7));
    assertThat(rows(layout, "FROM change_histogram('r1', 'l1', 20, 20, 3)"))
        .containsExactly("0,0.0,0.0,6", "1,0.0,0.0,0", "2,0.0,0.0,0");
    assertThat(rows(layout, "FROM histogram('r1', 'l1', 6, 4)")).isEmpty();
  }

  private static List<String> histogram(List<Double> values, int bins) {
    double[] finite =
        values.stream().filter(Double::isFinite).mapToDouble(v -> v).sorted().toArray();
    double low = finite[0];
    double high = finite[finite.length - 1];
    int[] counts = new int[bins];
    for (double v : finite) {
      counts[(int) Math.min(bins - 1, Math.floor((v - low) / (high - low) * bins))]++;
    }
    List<String> rows = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      rows.add(
          b
              + ","
              + (low + (high - low) * b / bins)
              + ","
              + (low + (high - low) * (b + 1) / bins)
              + ","
              + counts[b]);
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource
  void topChangesAreTheWeightsThatMovedMost(Layout layout) throws IOException {
    assertThat(rows(layout, "FROM top_changes('r1', 5)")).isEqualTo(top(0, 21, 5));
    assertThat(rows(layout, "FROM top_changes('r1', 1000)")).isEqualTo(top(0, 21, 1000));
    assertThat(rows(layout, "FROM top_changes('r1', 3, step_from := 1, step_to := 10)"))
        .isEqualTo(top(1, 10, 3));
    assertThat(rows(layout, "FROM top_changes('r1', 1000, step_from := 5)"))
        .isEqualTo(top(5, 21, 1000)); // without the two that are not finite
  }

  private List<String> top(long from, long to, int n) {
    Map<Weight, Float> after = layer(null, to);
    record Moved(Weight weight, float before, float after) {
      double change() {
        return (double) after - (double) before;
      }
    }
    List<Moved> moved = new ArrayList<>();
    layer(null, from).forEach((w, v) -> moved.add(new Moved(w, v, after.get(w))));
    return moved.stream()
        .filter(m -> Double.isFinite(m.change()))
        .sorted(Comparator.comparingDouble((Moved m) -> -Math.abs(m.change())))
        .limit(n)
        .map(
            m ->
                m.weight().layer()
                    + ","
                    + m.weight().neuron()
                    + ","
                    + m.weight().input()
                    + ","
                    + m.before()
                    + ","
                    + m.after()
                    + ","
                    + m.change())
        .toList();
  }
}
