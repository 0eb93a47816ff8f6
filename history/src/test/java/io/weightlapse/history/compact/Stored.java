// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.TableReader;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a home holds, read in the most obvious way. */
public final class Stored {
  private Stored() {}

  /** Every value as written: "layer worker step neuron input" and its bits; later files count. */
  static Map<String, Integer> asWritten(Home home, String run, String... files) throws IOException {
    Map<String, Integer> values = new TreeMap<>();
    for (String path : files) {
      String layer = path.replaceAll(".*/layer=([^/]*)/.*", "$1");
      try (TableReader rows =
          new TableReader(
              home.store().input(path),
              Tables.WEIGHTS,
              "step",
              "worker",
              "param",
              "neuron",
              "values")) {
        while (rows.next()) {
          String place = layer + " " + rows.getLong(0);
          place = place + " " + rows.getInt(1);
          boolean bias = rows.getString(2).equals("b");
          place = place + " " + rows.getInt(3) + " ";
          float[] row = rows.getFloats(4);
          for (int i = 0; i < row.length; i++) {
            values.put(place + (bias ? -1 : i), Float.floatToRawIntBits(row[i]));
          }
        }
      }
    }
    return values;
  }

  static Map<String, Integer> asWritten(Home home, String run) throws IOException {
    List<String> files = new ArrayList<>();
    RunTables.of(home, run).layers().values().forEach(f -> files.addAll(f.asWritten()));
    return asWritten(home, run, files.toArray(String[]::new));
  }

  /** Every value of the paths, each exactly once. */
  static Map<String, Integer> paths(Home home, String run) throws IOException {
    Map<String, Integer> values = new TreeMap<>();
    for (Map.Entry<String, RunTables.Files> e : RunTables.of(home, run).layers().entrySet()) {
      for (String path : e.getValue().paths()) {
        try (TableReader rows =
            new TableReader(home.store().input(path), Tables.PATHS, PathCheck.COLUMNS)) {
          while (rows.next()) {
            int neuron = rows.getInt(0);
            int input = rows.getInt(1);
            int worker = rows.getInt(2);
            long from = rows.getLong(3);
            long to = rows.getLong(4);
            long every = rows.getLong(5);
            long[] steps = rows.getLongs(6);
            float[] row = rows.getFloats(7);
            assertThat(row.length).isBetween(1, PathWriter.STEPS);
            if (every > 0) {
              assertThat(steps).isEmpty();
              steps = new long[row.length];
              Arrays.setAll(steps, i -> from + i * every);
            }
            assertThat(steps).hasSameSizeAs(row).isSorted();
            assertThat(steps[0]).isEqualTo(from);
            assertThat(steps[steps.length - 1]).isEqualTo(to);
            for (int i = 0; i < row.length; i++) {
              String place =
                  e.getKey() + " " + steps[i] + " " + worker + " " + neuron + " " + input;
              Integer before = values.put(place, Float.floatToRawIntBits(row[i]));
              assertThat(before).as(place).isNull();
            }
          }
        }
      }
    }
    return values;
  }

  /** Fails with the first places that differ. */
  static void same(Map<String, Integer> actual, Map<String, Integer> expected) {
    List<String> differences = new ArrayList<>();
    TreeMap<String, Integer> all = new TreeMap<>(expected);
    all.putAll(actual);
    for (String place : all.keySet()) {
      if (!java.util.Objects.equals(actual.get(place), expected.get(place))) {
        differences.add(place + ": " + expected.get(place) + " became " + actual.get(place));
      }
    }
    assertThat(differences.stream().limit(5)).isEmpty();
    assertThat(actual).hasSameSizeAs(expected);
  }

  /** Fails with the first events that differ. */
  public static void same(List<Event> actual, List<Event> expected) {
    List<String> a = describe(actual);
    List<String> b = describe(expected);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.max(a.size(), b.size()) && differences.size() < 3; i++) {
      String was = i < b.size() ? b.get(i) : "nothing";
      String is = i < a.size() ? a.get(i) : "nothing";
      if (!was.equals(is)) {
        differences.add(was + " became " + is);
      }
    }
    assertThat(differences).isEmpty();
  }

  static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static List<String> describe(List<Event> events) {
    return events.stream()
        .map(
            e ->
                e instanceof Snapshot s
                    ? List.of(s.worker(), s.step(), s.epoch(), s.layer(), s.param())
                        + " "
                        + List.of(s.row0(), s.rows(), s.cols(), s.chunk(), s.chunks())
                        + Arrays.toString(bits(s.values()))
                    : e.toString())
        .toList();
  }

  /** All events of a run, as replayed. */
  public static List<Event> replay(Home home, String run) throws IOException {
    MemorySink memory = new MemorySink();
    new HistorySource(home, run).deliver(memory::publish);
    return memory.events();
  }
}
