// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import org.apache.parquet.column.ColumnReader;

/** The lists of one column of a row group, row after row. */
abstract class ListColumn {
  /** Moves to the next row; the list of the row before need not have been read. */
  abstract void next();

  /** How many elements the row's list has. */
  abstract int length();

  /** Copies the row's list. */
  abstract void copyTo(float[] to, int offset);

  /** Copies the row's list. */
  abstract void copyTo(int[] to, int offset);

  /** Copies the row's list. */
  abstract void copyTo(long[] to, int offset);

  /** Lists of any file, value by value. */
  static ListColumn of(ColumnReader reader) {
    return new AnyLists(reader);
  }

  private static final class AnyLists extends ListColumn {
    private final ColumnReader reader;
    private final int full;
    private long[] bits = new long[64];
    private int n;

    private AnyLists(ColumnReader reader) {
      this.reader = reader;
      this.full = reader.getDescriptor().getMaxDefinitionLevel();
    }

    @Override
    void next() {
      n = 0;
      Class<?> type = reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName().javaType;
      do {
        if (reader.getCurrentDefinitionLevel() == full) {
          if (n == bits.length) {
            bits = java.util.Arrays.copyOf(bits, 2 * n);
          }
          bits[n++] =
              type == float.class
                  ? Float.floatToRawIntBits(reader.getFloat())
                  : type == int.class ? reader.getInteger() : reader.getLong();
        }
        reader.consume();
      } while (reader.getCurrentRepetitionLevel() > 0);
    }

    @Override
    int length() {
      return n;
    }

    @Override
    void copyTo(float[] to, int offset) {
      for (int i = 0; i < n; i++) {
        to[offset + i] = Float.intBitsToFloat((int) bits[i]);
      }
    }

    @Override
    void copyTo(int[] to, int offset) {
      for (int i = 0; i < n; i++) {
        to[offset + i] = (int) bits[i];
      }
    }

    @Override
    void copyTo(long[] to, int offset) {
      System.arraycopy(bits, 0, to, offset, n);
    }
  }
}
