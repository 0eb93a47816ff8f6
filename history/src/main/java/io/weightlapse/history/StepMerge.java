// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;
import org.apache.parquet.schema.MessageType;

/**
 * The rows of many files of one table, step after step. A file is opened when its first step is
 * reached and closed after its last, so that memory holds a row group of each file around the
 * current step. The first column of the projection is the step.
 */
final class StepMerge implements Closeable {
  /** Takes a row, whose step is read already. */
  interface RowHandler {
    void row(TableReader row, String partition) throws IOException;
  }

  /** What {@link #next} returns after the last step. */
  static final long END = Long.MAX_VALUE;

  private final Home home;
  private final MessageType table;
  private final LongPredicate steps;
  private final String[] projection;
  private int missing;
  private final PriorityQueue<Cursor> queue =
      new PriorityQueue<>(Comparator.<Cursor>comparingLong(c -> c.step).thenComparing(c -> c.path));

  private final class Cursor {
    private final String path;
    private final String partition;
    private long step;
    private TableReader reader;

    private Cursor(String path, String partition) {
      this.path = path;
      this.partition = partition;
    }

    /** Moves to the next row whose step is wanted; closes the file at its end. */
    private boolean advance() throws IOException {
      while (reader.next()) {
        step = reader.getLong(0);
        if (steps.test(step)) {
          return true;
        }
      }
      reader.close();
      reader = null;
      return false;
    }
  }

  StepMerge(Home home, MessageType table, LongPredicate steps, String... projection) {
    this.home = home;
    this.table = table;
    this.steps = steps;
    this.projection = projection;
  }

  /** Adds the files of a folder; their rows come with the name of the partition. */
  StepMerge add(String folder, String partition) throws IOException {
    return addFiles(files(home, folder), partition);
  }

  /** Adds files; their rows come with the name of the partition. */
  StepMerge addFiles(List<String> files, String partition) throws IOException {
    for (String path : files) {
      Cursor cursor = new Cursor(path, partition);
      try (TableReader footer = open(path)) {
        cursor.step = footer.minStep();
        queue.add(cursor);
      } catch (FileNotFoundException | NoSuchFileException e) {
        missing++; // a later attempt, a survey or a compaction has taken its place
      }
    }
    return this;
  }

  /** How many files were gone when they were to be read. */
  int missing() {
    return missing;
  }

  /** The published files of a folder. */
  static List<String> files(Home home, String folder) throws IOException {
    List<String> files = new ArrayList<>();
    for (Store.Entry e : home.store().list(folder)) {
      if (!e.folder() && e.name().endsWith(".parquet") && !e.name().startsWith("_")) {
        files.add(folder + "/" + e.name());
      }
    }
    return files;
  }

  private TableReader open(String path) throws IOException {
    return new TableReader(home.store().input(path), table, projection);
  }

  /** The next step that has rows, or {@link #END}. */
  long next() throws IOException {
    while (!queue.isEmpty() && queue.peek().reader == null) {
      Cursor c = queue.poll();
      try {
        c.reader = open(c.path);
      } catch (FileNotFoundException | NoSuchFileException e) {
        missing++;
        continue; // removed meanwhile
      }
      if (c.advance()) {
        queue.add(c);
      }
    }
    return queue.isEmpty() ? END : queue.peek().step;
  }

  /** Hands over all rows of the step that {@link #next} returned. */
  void rows(RowHandler handler) throws IOException {
    long step = next();
    while (step != END && next() == step) {
      Cursor c = queue.poll();
      boolean more;
      do {
        handler.row(c.reader, c.partition);
        more = c.advance();
      } while (more && c.step == step);
      if (more) {
        queue.add(c);
      }
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Cursor c : queue) {
      try {
        if (c.reader != null) {
          c.reader.close();
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    queue.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
