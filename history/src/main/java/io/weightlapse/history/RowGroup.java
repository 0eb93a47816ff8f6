// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/** Rows in memory, column by column, until they are written as one row group. */
public final class RowGroup {
  private final ColumnBuffer[] columns;
  private final PageCodec codec;
  private int next;
  private long rows;

  /** No rows yet; {@code codec} stays the caller's. */
  public RowGroup(MessageType schema, PageCodec codec) {
    List<ColumnDescriptor> list = schema.getColumns();
    this.columns = list.stream().map(ColumnBuffer::new).toArray(ColumnBuffer[]::new);
    this.codec = codec;
  }

  /** Appends to the next column of the row. */
  public RowGroup add(long value) {
    columns[next++].add(value);
    return this;
  }

  /** Appends to the next column of the row. */
  public RowGroup add(int value) {
    columns[next++].add(value);
    return this;
  }

  RowGroup add(double value) {
    columns[next++].add(value);
    return this;
  }

  RowGroup add(float value) {
    columns[next++].add(value);
    return this;
  }

  RowGroup add(String value) {
    columns[next++].add(value);
    return this;
  }

  /** Appends a list to the next column of the row. */
  public RowGroup add(float[] values, int offset, int n) {
    columns[next++].add(values, offset, n);
    return this;
  }

  /** Appends a list to the next column of the row. */
  RowGroup add(int[] values) {
    columns[next++].add(values);
    return this;
  }

  /** Appends a list to the next column of the row. */
  public RowGroup add(long[] values, int offset, int n) {
    columns[next++].add(values, offset, n);
    return this;
  }

  /** All columns have their value. */
  public void endRow() {
    if (next != columns.length) {
      throw new IllegalStateException(
          "a row must have " + columns.length + " columns: was " + next);
    }
    next = 0;
    rows++;
    for (ColumnBuffer c : columns) {
      c.endRow(codec);
    }
  }

  /** Rows so far. */
  public long rows() {
    return rows;
  }

  /** Bytes before compression. */
  public long rawBytes() {
    long sum = 0;
    for (ColumnBuffer c : columns) {
      sum += c.rawBytes();
    }
    return sum;
  }

  void writeTo(ParquetFileWriter file) throws IOException {
    file.startBlock(rows);
    for (ColumnBuffer c : columns) {
      c.writeTo(file, codec);
    }
    file.endBlock();
  }
}
