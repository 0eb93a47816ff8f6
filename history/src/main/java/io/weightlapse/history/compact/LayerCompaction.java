// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Transposes one layer in two passes. The first reads rows as they were written, some row groups at
 * a time, and puts their values aside weight-major; the second joins what belongs to a weight. Each
 * value is read, put aside, read and written once, whatever the memory. Then the new files are read
 * again, and the checksum of their values must be that of the rows that were read.
 */
final class LayerCompaction {
  /** Bytes of values of one piece of work of the second pass. */
  private static final long LEAST_RANGE = 16L << 20;

  private final Home home;
  private final LayerWork work;
  private final CompactOptions options;
  private final ValueStore.Maker stores;
  private final BooleanSupplier stop;
  private final LongConsumer progress;

  /**
   * A compaction.
   *
   * @param progress takes bytes of source that were dealt with; each comes twice
   */
  LayerCompaction(
      Home home,
      LayerWork work,
      CompactOptions options,
      ValueStore.Maker stores,
      BooleanSupplier stop,
      LongConsumer progress) {
    this.home = home;
    this.work = work;
    this.options = options;
    this.stores = stores;
    this.stop = stop;
    this.progress = progress;
  }

  private String folder(String table) {
    return table + "/layer=" + Partitions.escape(work.layer());
  }

  /** Paths that were written, and what their writer left out. */
  private record Written(List<DataFile> files, long droppedSum, long droppedValues) {}

  /** Units whose paths one thread writes. */
  private record Range(List<Integer> neurons, long values) {}

  /** Does it: the files are there, and no manifest has them yet. */
  LayerWork.Result run() throws IOException {
    Queue<ValueStore> free = new ConcurrentLinkedQueue<>();
    Queue<ValueStore> all = new ConcurrentLinkedQueue<>();
    try {
      List<SourceReader.Result> read = read(free, all);
      Epochs epochs = Epochs.before(home, work.files(), work.kept());
      Map<Integer, List<Piece>> units = new TreeMap<>();
      long sum = 0;
      long values = 0;
      long empty = 0;
      for (SourceReader.Result r : read) {
        epochs.addAll(r.epochs());
        sum += r.checksum();
        values += r.values();
        empty += r.emptyRows();
        for (Piece p : r.pieces()) {
          units.computeIfAbsent(p.neuron(), n -> new ArrayList<>()).add(p);
        }
      }
      List<DataFile> paths = write(units, values, sum);
      String folder = folder(home.pathStepsFolder(work.run()));
      List<DataFile> steps =
          work.first() ? List.of(epochs.write(home, folder, work.prefix())) : List.of();
      return new LayerWork.Result(work.layer(), paths, steps, empty);
    } finally {
      for (ValueStore store : all) {
        store.close();
      }
    }
  }

  private List<SourceReader.Result> read(Queue<ValueStore> free, Queue<ValueStore> all)
      throws IOException {
    List<List<Sources.Slice>> slices = work.slices();
    List<Callable<SourceReader.Result>> tasks = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      int index = i;
      tasks.add(
          () -> {
            ValueStore store = free.poll();
            if (store == null) {
              store = stores.make();
              all.add(store);
            }
            SourceReader reader = new SourceReader(home, store, work, options.arena(), stop);
            SourceReader.Result result = reader.read(slices.get(index), index);
            free.add(store);
            progress.accept(slices.get(index).stream().mapToLong(Sources.Slice::bytes).sum());
            return result;
          });
    }
    return Workers.all(options.threads(), tasks);
  }

  private List<DataFile> write(Map<Integer, List<Piece>> units, long values, long sum)
      throws IOException {
    long bytes = work.bytes();
    List<Range> ranges = ranges(units, values);
    List<Callable<Written>> tasks = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      String name = String.format(Locale.ROOT, "%s-%04d", work.prefix(), i);
      tasks.add(
          () -> {
            Written written = write(units, range, name);
            progress.accept(values == 0 ? 0 : (long) ((double) bytes / values * range.values()));
            return written;
          });
    }
    List<DataFile> files = new ArrayList<>();
    long writtenSum = 0;
    long writtenValues = 0;
    for (Written w : Workers.all(options.threads(), tasks)) {
      files.addAll(w.files());
      writtenSum += w.droppedSum();
      writtenValues += w.droppedValues();
    }
    for (DataFile f : files) {
      writtenSum += f.checksum();
      writtenValues += f.values();
    }
    if (writtenSum != sum || writtenValues != values) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "layer %s: the paths must have %d values of checksum %016x: had %d of %016x",
              work.layer(),
              values,
              sum,
              writtenValues,
              writtenSum));
    }
    return files;
  }

  private List<Range> ranges(Map<Integer, List<Piece>> units, long values) {
    long target = values * Float.BYTES / (2L * options.threads());
    target = Math.min(PathFiles.FILE, Math.max(LEAST_RANGE, target));
    List<Range> ranges = new ArrayList<>();
    List<Integer> neurons = new ArrayList<>();
    long size = 0;
    for (Map.Entry<Integer, List<Piece>> unit : units.entrySet()) {
      neurons.add(unit.getKey());
      for (Piece p : unit.getValue()) {
        size += (long) p.inputs() * p.steps().length;
      }
      if (size * Float.BYTES >= target) {
        ranges.add(new Range(neurons, size));
        neurons = new ArrayList<>();
        size = 0;
      }
    }
    if (!neurons.isEmpty()) {
      ranges.add(new Range(neurons, size));
    }
    return ranges;
  }

  private Written write(Map<Integer, List<Piece>> units, Range range, String name)
      throws IOException {
    String folder = folder(home.pathsFolder(work.run()));
    try (PathFiles files = new PathFiles(home, folder, name, Tables.PATHS)) {
      PathWriter writer = new PathWriter(files, options.block(), stop);
      for (int neuron : range.neurons()) {
        writer.write(neuron, units.get(neuron));
      }
      List<DataFile> checked = new ArrayList<>();
      for (String file : files.finish()) {
        checked.add(PathCheck.of(home, folder + "/" + file));
      }
      return new Written(checked, writer.droppedSum(), writer.droppedValues());
    }
  }
}
