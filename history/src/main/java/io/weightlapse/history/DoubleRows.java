// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.schema.MessageType;

/**
 * Rows of a file that an earlier one has, too. Attempts of a training that was resumed are not
 * looked at: readers know which of them counts.
 */
public final class DoubleRows {
  /** Reads what a row is of, and what it says. */
  interface Identity {
    /** The columns, the step first. */
    String[] columns();

    /** Of which worker, neuron and so on the row is, within its step. */
    List<Object> key(TableReader row);

    /** What it says, as bits. */
    int[] value(TableReader row);
  }

  static final Identity WEIGHTS =
      new Identity() {
        @Override
        public String[] columns() {
          return new String[] {"step", "worker", "param", "neuron", "values"};
        }

        @Override
        public List<Object> key(TableReader row) {
          return List.of(row.getInt(1), row.getString(2), row.getInt(3));
        }

        @Override
        public int[] value(TableReader row) {
          float[] values = row.getFloats(4);
          int[] bits = new int[values.length];
          for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
          }
          return bits;
        }
      };

  static final Identity METRICS =
      new Identity() {
        @Override
        public String[] columns() {
          return new String[] {"step", "worker", "epoch", "name", "value"};
        }

        @Override
        public List<Object> key(TableReader row) {
          return List.of(row.getInt(1), row.getInt(2), row.getString(3));
        }

        @Override
        public int[] value(TableReader row) {
          long bits = Double.doubleToRawLongBits(row.getDouble(4));
          return new int[] {(int) bits, (int) (bits >> 32)};
        }
      };

  private record Range(String path, long first, long last) {
    /** Whether rows of both may be of one step, and no resume explains it. */
    private boolean suspects(Range other) {
      return !path.equals(other.path)
          && first <= other.last
          && other.first <= last
          && !resumed(path, other.path);
    }
  }

  private record Row(String path, int[] value) {}

  private final Home home;
  private final String run;
  private final String path;
  private final String other;
  private final MessageType table;
  private final BitSet same = new BitSet();
  private long different;
  private long rows;

  private DoubleRows(Home home, String run, String path, String other, MessageType table) {
    this.home = home;
    this.run = run;
    this.path = path;
    this.other = other;
    this.table = table;
  }

  /** The later file. */
  public String path() {
    return path;
  }

  /** The earlier file, the first of them if there are several. */
  public String other() {
    return other;
  }

  /** How many of its rows an earlier file has with the very same values. */
  public long same() {
    return same.cardinality();
  }

  /** How many of its rows an earlier file has with other values. */
  public long different() {
    return different;
  }

  /** Looks at the files of a folder; memory holds the rows of one step of those that overlap. */
  static List<DoubleRows> of(
      Home home, String run, List<String> paths, MessageType table, Identity identity)
      throws IOException {
    List<String> suspects = suspects(home, paths, table);
    Map<String, DoubleRows> found = new TreeMap<>();
    Map<String, Long> index = new HashMap<>();
    try (StepMerge merge = new StepMerge(home, table, step -> true, identity.columns())) {
      for (String path : suspects) {
        merge.addFiles(List.of(path), path);
      }
      while (merge.next() != StepMerge.END) {
        Map<List<Object>, Row> seen = new HashMap<>();
        merge.rows(
            (row, path) -> {
              long at = index.merge(path, 1L, Long::sum) - 1;
              Row now = new Row(path, identity.value(row));
              Row before = seen.putIfAbsent(identity.key(row), now);
              if (before != null && !before.path.equals(path) && !resumed(before.path, path)) {
                DoubleRows rows =
                    found.computeIfAbsent(
                        path, p -> new DoubleRows(home, run, p, before.path, table));
                if (Arrays.equals(before.value, now.value)) {
                  rows.same.set(Math.toIntExact(at));
                } else {
                  rows.different++;
                }
              }
            });
      }
    }
    found.values().forEach(d -> d.rows = index.get(d.path));
    return List.copyOf(found.values());
  }

  private static List<String> suspects(Home home, List<String> paths, MessageType table)
      throws IOException {
    List<Range> ranges = new ArrayList<>();
    for (String path : paths) {
      try (TableReader footer = new TableReader(home.store().input(path), table, "step")) {
        ranges.add(new Range(path, footer.minStep(), footer.maxStep()));
      }
    }
    return ranges.stream()
        .filter(r -> ranges.stream().anyMatch(r::suspects))
        .map(Range::path)
        .toList();
  }

  /** Whether both are of attempts of one training, and of different ones. */
  private static boolean resumed(String path, String other) {
    String a = writer(path);
    String b = writer(other);
    return !a.equals(b) && a.startsWith(Rewind.TRAIN) && b.startsWith(Rewind.TRAIN);
  }

  private static String writer(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replaceAll("-\\d{5}\\.parquet$", "");
  }

  /**
   * Takes the rows out of the later file that are the very same in the earlier; returns what was
   * done. The run must have ended.
   */
  public String remove() throws IOException {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    CoveredFiles.withdraw(home, run, path.substring(0, slash), name::equals);
    if (same() == rows) {
      home.store().publish(path, path.substring(0, slash) + "/_double-" + name);
      return "set aside as _double-" + name;
    }
    FileRewrite.of(home, path, table, (index, step) -> !same.get(Math.toIntExact(index)));
    return "removed " + same() + " rows from it";
  }
}
