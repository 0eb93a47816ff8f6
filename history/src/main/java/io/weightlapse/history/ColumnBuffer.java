// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;

/**
 * One column of a row group: PLAIN pages, compressed as they fill. Parquet's own column writers
 * take levels and values one by one; here a whole list goes in by one copy, which is several times
 * faster and keeps every bit of a NaN.
 */
final class ColumnBuffer {
  /** Pages are closed at the first row end beyond this. */
  private static final int PAGE = 1 << 20;

  /** A page: levels and values, compressed by the column's codec. */
  private record Page(int values, int raw, byte[] bytes, int length, Statistics<?> statistics) {}

  private record Raw(byte[] bytes, int length) {}

  private final ColumnDescriptor column;
  private final boolean list;
  private final boolean measured;
  private final LevelRuns repetition = new LevelRuns();
  private final LevelRuns definition = new LevelRuns();
  private final List<Page> pages = new ArrayList<>();
  private byte[] bytes = new byte[256];
  private ByteBuffer buffer = wrap(bytes);
  private int size;
  private int values;
  private long sealed;
  private Statistics<?> statistics;
  private CompressionCodecName compression; // of the pages sealed; null without any

  ColumnBuffer(ColumnDescriptor column) {
    this.column = column;
    this.list = column.getMaxRepetitionLevel() > 0;
    // Bounds of floating point help no query here, and NaN makes them wrong.
    PrimitiveType.PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    this.measured =
        type != PrimitiveType.PrimitiveTypeName.FLOAT
            && type != PrimitiveType.PrimitiveTypeName.DOUBLE
            && !list;
    this.statistics = newStatistics();
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Statistics<?> newStatistics() {
    return Statistics.createStats(column.getPrimitiveType());
  }

  private int room(long n) {
    long needed = size + n;
    if (needed > bytes.length) {
      if (needed > Integer.MAX_VALUE - 64) {
        throw new IllegalArgumentException(
            "a row of " + column.getPath()[0] + " must fit 2 GiB: was " + n + " bytes");
      }
      long grown = Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 64));
      bytes = Arrays.copyOf(bytes, (int) grown);
      buffer = wrap(bytes);
    }
    int at = size;
    size = (int) needed;
    return at;
  }

  void add(long value) {
    buffer(8).putLong(size - 8, value);
    values++;
    statistics.updateStats(value);
  }

  void add(int value) {
    buffer(4).putInt(size - 4, value);
    values++;
    statistics.updateStats(value);
  }

  void add(double value) {
    buffer(8).putDouble(size - 8, value);
    values++;
  }

  void add(float value) {
    buffer(4).putInt(size - 4, Float.floatToRawIntBits(value));
    values++;
  }

  void add(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int at = room(4L + utf8.length);
    buffer.putInt(at, utf8.length);
    System.arraycopy(utf8, 0, bytes, at + 4, utf8.length);
    values++;
    statistics.updateStats(Binary.fromConstantByteArray(utf8));
  }

  /** Appends one list. */
  void add(float[] from, int offset, int n) {
    ByteBuffer to = list(n, 4);
    to.asFloatBuffer().put(from, offset, n);
    to.clear();
  }

  /** Appends one list. */
  void add(long[] from, int offset, int n) {
    ByteBuffer to = list(n, 8);
    to.asLongBuffer().put(from, offset, n);
    to.clear();
  }

  /** Appends one list. */
  void add(int[] from) {
    ByteBuffer to = list(from.length, 4);
    to.asIntBuffer().put(from);
    to.clear();
  }

  /** Appends the levels of a list; its values go to the buffer's position. */
  private ByteBuffer list(int n, int width) {
    repetition.add(0, 1);
    definition.add(n == 0 ? 0 : 1, Math.max(n, 1));
    if (n > 1) {
      repetition.add(1, n - 1);
    }
    values += Math.max(n, 1);
    int at = room((long) n * width);
    return buffer.position(at).limit(size);
  }

  private ByteBuffer buffer(int n) {
    room(n);
    return buffer;
  }

  /** A row has ended: closes the page if it is full. */
  void endRow(PageCodec codec) {
    if (size >= PAGE) {
      Raw raw = rawPage();
      if (compression == null) {
        compression = compression(codec, raw);
      }
      pages.add(page(codec, compression, raw));
      sealed += size;
      size = 0;
      values = 0;
      repetition.clear();
      definition.clear();
      statistics = newStatistics();
    }
  }

  /** Bytes before compression. */
  long rawBytes() {
    return sealed + size;
  }

  private Raw rawPage() {
    if (!list) {
      return new Raw(bytes, size); // its codec copies
    }
    byte[] raw = new byte[repetition.bound() + definition.bound() + size];
    int at = definition.copyTo(raw, repetition.copyTo(raw, 0));
    System.arraycopy(bytes, 0, raw, at, size);
    return new Raw(raw, at + size);
  }

  /** float32 weights hardly compress; then a chunk is stored as it is, which is much faster. */
  private CompressionCodecName compression(PageCodec codec, Raw raw) {
    return !list || codec.isWorth(raw.bytes(), raw.length())
        ? CompressionCodecName.ZSTD
        : CompressionCodecName.UNCOMPRESSED;
  }

  private Page page(PageCodec codec, CompressionCodecName by, Raw raw) {
    byte[] stored = raw.bytes();
    int length = raw.length();
    if (by == CompressionCodecName.ZSTD) {
      stored = codec.compress(raw.bytes(), raw.length());
      length = stored.length;
    }
    return new Page(values, raw.length(), stored, length, statistics.copy());
  }

  /** Writes the column chunk; the page at hand stays open, so that rows can follow. */
  void writeTo(ParquetFileWriter file, PageCodec codec) throws IOException {
    List<Page> all = new ArrayList<>(pages);
    CompressionCodecName by = compression;
    if (values > 0) {
      Raw raw = rawPage();
      by = by == null ? compression(codec, raw) : by;
      all.add(page(codec, by, raw));
    }
    long count = all.stream().mapToLong(Page::values).sum();
    file.startColumn(column, count, by == null ? CompressionCodecName.ZSTD : by);
    for (Page p : all) {
      write(file, p);
    }
    file.endColumn();
  }

  // Without a row count Parquet writes no page index, which no reader of these tables uses.
  @SuppressWarnings("deprecation")
  private void write(ParquetFileWriter file, Page p) throws IOException {
    Statistics<?> bounds = measured ? p.statistics() : newStatistics();
    file.writeDataPage(
        p.values(),
        p.raw(),
        BytesInput.from(p.bytes(), 0, p.length()),
        bounds,
        Encoding.RLE,
        Encoding.RLE,
        Encoding.PLAIN);
  }
}
