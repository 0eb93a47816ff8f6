// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/** Rows in memory, column by column, until they are written as one row group. */
final class RowGroup {
  private final ColumnBuffer[] columns;
  private final ZstdCompressCtx zstd;
  private int next;
  private long rows;

  RowGroup(MessageType schema, ZstdCompressCtx zstd) {
    List<ColumnDescriptor> list = schema.getColumns();
    this.columns = list.stream().map(ColumnBuffer::new).toArray(ColumnBuffer[]::new);
    this.zstd = zstd;
  }

  /** Appends to the next column of the row. */
  RowGroup add(long value) {
    columns[next++].add(value);
    return this;
  }

  RowGroup add(int value) {
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

  RowGroup add(float[] values, int offset, int n) {
    columns[next++].add(values, offset, n);
    return this;
  }

  RowGroup add(int[] values) {
    columns[next++].add(values);
    return this;
  }

  void endRow() {
    if (next != columns.length) {
      throw new IllegalStateException(
          "a row must have " + columns.length + " columns: was " + next);
    }
    next = 0;
    rows++;
    for (ColumnBuffer c : columns) {
      c.endRow(zstd);
    }
  }

  long rows() {
    return rows;
  }

  long rawBytes() {
    long sum = 0;
    for (ColumnBuffer c : columns) {
      sum += c.rawBytes();
    }
    return sum;
  }

  void writeTo(ParquetFileWriter file) throws IOException {
    file.startBlock(rows);
    for (ColumnBuffer c : columns) {
      c.writeTo(file, zstd);
    }
    file.endBlock();
  }
}
