// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the rows of one file column by column, one row group in memory at a time. Each column of a
 * row is read at most once; those that are not read are skipped without being decoded.
 */
public final class TableReader implements Closeable {
  /** A column that older files lack: the last of a projection, and 0 there. */
  private static final String ADDED = "survey";

  private static final int ATTEMPTS = 4;
  private static final long PAUSE_MILLIS = 10;

  private final InputFile input;
  private final ParquetFileReader file;
  private final MessageType schema;
  private final List<ColumnDescriptor> columns;
  private final boolean ours;
  private final ColumnReader[] readers;
  private final ListColumn[] lists;
  private final boolean[] taken;
  private final GroupBounds wanted = new GroupBounds();
  private int group;
  private int groupEnd = Integer.MAX_VALUE;
  private long left;

  /** Opens a file for those columns of a table; they are read by their index here. */
  public TableReader(InputFile input, MessageType table, String... projection) throws IOException {
    this.input = input;
    this.file = open(input);
    MessageType stored = file.getFileMetaData().getSchema();
    List<Type> fields =
        Arrays.stream(projection)
            .filter(name -> !name.equals(ADDED) || stored.containsField(name))
            .map(table::getType)
            .toList();
    this.schema = new MessageType(table.getName(), fields);
    this.columns = schema.getColumns();
    this.ours =
        Tables.FORMAT.equals(file.getFileMetaData().getKeyValueMetaData().get(Tables.FORMAT_KEY));
    this.readers = new ColumnReader[columns.size()];
    this.lists = new ListColumn[columns.size()];
    this.taken = new boolean[columns.size()];
    try {
      stored.checkContains(schema);
      file.setRequestedSchema(schema);
    } catch (RuntimeException e) {
      file.close();
      throw new IOException(
          input + " is not a table of " + table.getName() + ": " + e.getMessage(), e);
    }
  }

  /**
   * A file that is being replaced by a longer one can be gone for a moment, or have the length of
   * the one and the bytes of the other.
   */
  private static ParquetFileReader open(InputFile input) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return ParquetFileReader.open(
            input,
            ParquetReadOptions.builder()
                .withCodecFactory(new PageCodecs())
                .usePageChecksumVerification() // files without checksums pass
                .build());
      } catch (IOException | RuntimeException e) {
        if (attempt < ATTEMPTS) {
          pause(attempt);
        } else if (e instanceof IOException io) {
          throw io;
        } else {
          throw new IOException(input + " is not a Parquet file: " + e.getMessage(), e);
        }
      }
    }
  }

  private static void pause(int attempt) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Skips row groups that cannot hold that step. */
  TableReader onlyStep(long step) {
    wanted.onlyStep(step);
    return this;
  }

  /** Skips row groups that cannot hold units from one to before another. */
  TableReader onlyUnits(int from, int end) {
    wanted.onlyUnits(from, end);
    return this;
  }

  /** Reads only the row groups from one to before another. */
  public TableReader groups(int from, int end) throws IOException {
    while (group < from && group < file.getRowGroups().size()) {
      file.skipNextRowGroup();
      group++;
    }
    groupEnd = end;
    return this;
  }

  /** The row groups of the file. */
  public List<BlockMetaData> rowGroups() {
    return file.getRowGroups();
  }

  /** The smallest step that may be in the file, by its bounds. */
  long minStep() {
    return GroupBounds.minStep(file.getRowGroups());
  }

  /** The largest step that may be in the file, by its bounds. */
  long maxStep() {
    return GroupBounds.maxStep(file.getRowGroups());
  }

  /** Moves to the next row; false at the end. */
  public boolean next() throws IOException {
    try {
      if (left == 0) {
        return nextGroup();
      }
      for (int c = 0; c < readers.length; c++) {
        if (!taken[c]) {
          skip(c);
        }
        taken[c] = false;
      }
      left--;
      return left > 0 || nextGroup();
    } catch (ParquetDecodingException e) {
      throw new IOException(input + " is damaged: " + e.getMessage(), e);
    }
  }

  private boolean nextGroup() throws IOException {
    while (group < Math.min(groupEnd, file.getRowGroups().size())) {
      BlockMetaData block = file.getRowGroups().get(group++);
      if (block.getRowCount() == 0 || !wanted.mayHold(block)) {
        file.skipNextRowGroup();
        continue;
      }
      PageReadStore pages = file.readNextRowGroup();
      ColumnReadStoreImpl store =
          new ColumnReadStoreImpl(
              pages, new NoRecords(schema), schema, file.getFileMetaData().getCreatedBy());
      for (int c = 0; c < readers.length; c++) {
        ColumnDescriptor column = columns.get(c);
        boolean list = column.getMaxRepetitionLevel() > 0;
        if (list && ours) {
          lists[c] = new PlainLists(pages.getPageReader(column), width(column));
        } else {
          readers[c] = store.getColumnReader(column);
          lists[c] = list ? ListColumn.of(readers[c]) : null;
        }
        taken[c] = false;
      }
      left = pages.getRowCount();
      return true;
    }
    return false;
  }

  private static int width(ColumnDescriptor column) {
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case FLOAT, INT32 -> 4;
      case INT64, DOUBLE -> 8;
      default -> throw new ParquetDecodingException("no list of numbers: " + column);
    };
  }

  private void skip(int column) {
    if (lists[column] != null) {
      lists[column].next();
    } else {
      readers[column].skip();
      readers[column].consume();
    }
  }

  public long getLong(int column) {
    if (column == columns.size()) {
      return 0; // ADDED
    }
    taken[column] = true;
    long value = readers[column].getLong();
    readers[column].consume();
    return value;
  }

  public int getInt(int column) {
    taken[column] = true;
    int value = readers[column].getInteger();
    readers[column].consume();
    return value;
  }

  double getDouble(int column) {
    taken[column] = true;
    double value = readers[column].getDouble();
    readers[column].consume();
    return value;
  }

  float getFloat(int column) {
    taken[column] = true;
    float value = readers[column].getFloat();
    readers[column].consume();
    return value;
  }

  public String getString(int column) {
    taken[column] = true;
    String value = readers[column].getBinary().toStringUsingUTF8();
    readers[column].consume();
    return value;
  }

  /** A copy of the row's list. */
  public float[] getFloats(int column) {
    float[] copy = new float[length(column)];
    copyTo(column, copy, 0);
    return copy;
  }

  /** A copy of the row's list. */
  int[] getInts(int column) {
    int[] copy = new int[length(column)];
    lists[column].copyTo(copy, 0);
    return copy;
  }

  /** A copy of the row's list. */
  public long[] getLongs(int column) {
    long[] copy = new long[length(column)];
    lists[column].copyTo(copy, 0);
    return copy;
  }

  /** How many elements the row's list has; asked for once a row, before they are copied. */
  public int length(int column) {
    taken[column] = true;
    lists[column].next();
    return lists[column].length();
  }

  /** Copies the list whose length was asked for. */
  public void copyTo(int column, float[] to, int offset) {
    lists[column].copyTo(to, offset);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
