// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Copies rows of a file as they are, bit for bit. The first column of the table is the step. */
final class RowCopy implements Closeable {
  private final List<ColumnDescriptor> columns;
  private final TableReader reader;
  private long step;

  RowCopy(InputFile input, MessageType table) throws IOException {
    this.columns = table.getColumns();
    this.reader =
        new TableReader(
            input, table, table.getFields().stream().map(Type::getName).toArray(String[]::new));
  }

  /** Moves to the next row; false at the end. */
  boolean next() throws IOException {
    if (!reader.next()) {
      return false;
    }
    step = reader.getLong(0);
    return true;
  }

  /** The step of the row. */
  long step() {
    return step;
  }

  /** Appends the row. */
  void copy(RowGroup to) {
    to.add(step);
    for (int c = 1; c < columns.size(); c++) {
      boolean list = columns.get(c).getMaxRepetitionLevel() > 0;
      switch (columns.get(c).getPrimitiveType().getPrimitiveTypeName()) {
        case INT64 -> to.add(reader.getLong(c));
        case DOUBLE -> to.add(reader.getDouble(c));
        case BINARY -> to.add(reader.getString(c));
        case INT32 -> {
          if (list) {
            to.add(reader.getInts(c));
          } else {
            to.add(reader.getInt(c));
          }
        }
        case FLOAT -> {
          if (list) {
            float[] values = reader.getFloats(c);
            to.add(values, 0, values.length);
          } else {
            to.add(reader.getFloat(c));
          }
        }
        default -> throw new IllegalArgumentException("no copy of " + columns.get(c));
      }
    }
    to.endRow();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
