// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.TableReader;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;

/** What the paths of a layer are made of, cut into pieces of work. */
final class Sources {
  /** Which table a file is of. */
  enum Kind {
    /** Paths of an earlier compaction whose files as written are gone. */
    PATHS,
    /** Rows as they were written. */
    AS_WRITTEN
  }

  /**
   * Some row groups of a file.
   *
   * @param path in the home
   * @param from the first row group
   * @param end one after the last
   * @param bytes of them, before compression
   */
  record Slice(Kind kind, String path, int from, int end, long bytes)
      implements java.io.Serializable {}

  private Sources() {}

  /**
   * The work of a layer, in the order of its rows: where two rows tell the same weight at the same
   * step, the one of the later work counts.
   *
   * @param bytes before compression, about, of one piece of work
   */
  static List<List<Slice>> of(Home home, RunTables.Files files, long bytes) throws IOException {
    List<List<Slice>> work = new ArrayList<>();
    if (files.snapshots() == RunTables.Snapshots.IN_PATHS) {
      for (String path : files.paths()) {
        long all = sum(rowGroups(home, path, Tables.PATHS, "neuron"));
        work.add(List.of(new Slice(Kind.PATHS, path, 0, Integer.MAX_VALUE, all)));
      }
    }
    List<Slice> slices = new ArrayList<>();
    long size = 0;
    for (String path : files.asWritten()) {
      List<Long> groups = rowGroups(home, path, Tables.WEIGHTS, "step");
      int from = 0;
      for (int end = 1; end <= groups.size(); end++) {
        long slice = sum(groups.subList(from, end));
        boolean full = size + slice >= bytes;
        if (full || end == groups.size()) {
          slices.add(new Slice(Kind.AS_WRITTEN, path, from, end, slice));
          size += slice;
          from = end;
        }
        if (full) {
          work.add(slices);
          slices = new ArrayList<>();
          size = 0;
        }
      }
    }
    if (!slices.isEmpty()) {
      work.add(slices);
    }
    return work;
  }

  /** One more than the largest unit of the work, by the bounds that files have. */
  static int units(Home home, List<List<Slice>> work) throws IOException {
    int units = 1;
    for (List<Slice> slices : work) {
      for (Slice s : slices) {
        MessageType table = s.kind() == Kind.PATHS ? Tables.PATHS : Tables.WEIGHTS;
        try (TableReader footer = new TableReader(home.store().input(s.path()), table, "neuron")) {
          for (BlockMetaData block : footer.rowGroups()) {
            for (var column : block.getColumns()) {
              if (column.getPath().toDotString().equals("neuron")
                  && column.getStatistics() instanceof IntStatistics bounds
                  && bounds.hasNonNullValue()) {
                units = Math.max(units, bounds.getMax() + 1);
              }
            }
          }
        }
      }
    }
    return units;
  }

  private static List<Long> rowGroups(Home home, String path, MessageType table, String column)
      throws IOException {
    try (TableReader footer = new TableReader(home.store().input(path), table, column)) {
      return footer.rowGroups().stream().map(BlockMetaData::getTotalByteSize).toList();
    }
  }

  private static long sum(List<Long> sizes) {
    return sizes.stream().mapToLong(Long::longValue).sum();
  }
}
