// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Lists as {@link ColumnBuffer} writes them: whole rows in a page, levels in RLE runs, PLAIN
 * values. A list is copied at once, which is many times faster than value by value, and one that is
 * not wanted costs nothing.
 */
final class PlainLists extends ListColumn {
  private final PageReader pages;
  private final int width;
  private final Runs repetition = new Runs();
  private final Runs definition = new Runs();
  private ByteBuffer page = ByteBuffer.allocate(0);
  private int position;
  private int length;
  private int left;

  /**
   * The lists of a column chunk.
   *
   * @param width bytes of a value
   */
  PlainLists(PageReader pages, int width) {
    this.pages = pages;
    this.width = width;
  }

  @Override
  void next() {
    position += length * width;
    while (left == 0) {
      nextPage();
    }
    if (repetition.take(1) != 0) {
      throw new ParquetDecodingException("a row begins in another page");
    }
    length = definition.take(1);
    left--;
    if (length == 1 && repetition.level() == 1) {
      int more = repetition.count();
      repetition.take(more);
      if (definition.take(more) != 1) {
        throw new ParquetDecodingException("a list has no value where it must have one");
      }
      length += more;
      left -= more;
    }
    if (left < 0 || position + (long) length * width > page.limit()) {
      throw new ParquetDecodingException("a page ends within a row");
    }
  }

  private void nextPage() {
    DataPage next = pages.readPage();
    if (!(next instanceof DataPageV1 v1)) {
      throw new ParquetDecodingException(next == null ? "pages are missing" : "odd pages");
    }
    try {
      page = v1.getBytes().toByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new ParquetDecodingException("a page cannot be decompressed: " + e.getMessage(), e);
    }
    left = v1.getValueCount();
    position = definition.begin(repetition.begin(0));
    length = 0;
  }

  @Override
  int length() {
    return length;
  }

  @Override
  void copyTo(float[] to, int offset) {
    page.position(position);
    page.asFloatBuffer().get(to, offset, length);
  }

  @Override
  void copyTo(int[] to, int offset) {
    page.position(position);
    page.asIntBuffer().get(to, offset, length);
  }

  @Override
  void copyTo(long[] to, int offset) {
    page.position(position);
    page.asLongBuffer().get(to, offset, length);
  }

  /** Levels of width 1 in RLE runs. */
  private final class Runs {
    private int at;
    private int end;
    private int count;
    private int level;

    /** Begins at the length of the runs; returns where they end. */
    int begin(int from) {
      if (from > page.limit() - 4) {
        throw new ParquetDecodingException("a page has no levels");
      }
      at = from + 4;
      end = at + page.getInt(from);
      if (end < at || end > page.limit()) {
        throw new ParquetDecodingException("levels end beyond their page");
      }
      count = 0;
      return end;
    }

    private void fill() {
      while (count == 0 && at < end) {
        int header = 0;
        int shift = 0;
        byte b;
        do {
          if (at >= end || shift > 28) {
            throw new ParquetDecodingException("levels end within a run");
          }
          b = page.get(at++);
          header |= (b & 0x7f) << shift;
          shift += 7;
        } while (b < 0);
        if ((header & 1) != 0 || at >= end) {
          throw new ParquetDecodingException("levels must be runs");
        }
        count = header >>> 1;
        level = page.get(at++);
      }
    }

    /** The level that comes next; -1 at the end. */
    int level() {
      fill();
      return count == 0 ? -1 : level;
    }

    /** How many times it comes in this run. */
    int count() {
      return count;
    }

    /** Takes so many equal levels, at least one; returns the level. */
    int take(int n) {
      fill();
      if (n > count) {
        throw new ParquetDecodingException("levels do not fit the values");
      }
      count -= n;
      return level;
    }
  }
}
