// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.nn.Param;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Parts of one layer at many steps, on their way from files as written, which have step after step,
 * into arrays that have part after part: a file that lies beside the memory, and is gone when it is
 * closed or its process dies.
 */
final class ColumnSpill implements Closeable {
  private static final int BUFFER = 1 << 20;

  private final long[] steps;
  private final List<SnapshotColumns.Part> parts;
  private final long[] base; // where each part begins, in values
  private final boolean[][] found; // of each part: step and unit
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.nativeOrder());
  private long buffered; // where the buffer's first byte belongs
  private float[] row = new float[0];

  ColumnSpill(long[] steps, List<SnapshotColumns.Part> parts, Path folder) throws IOException {
    this.steps = steps;
    this.parts = parts;
    this.base = new long[parts.size() + 1];
    this.found = new boolean[parts.size()][];
    for (int p = 0; p < parts.size(); p++) {
      base[p + 1] = base[p] + (long) steps.length * parts.get(p).values();
      found[p] = new boolean[Math.multiplyExact(steps.length, parts.get(p).units())];
    }
    Files.createDirectories(folder);
    // On Unix the name goes at once, so that even a killed process leaves nothing.
    this.channel =
        FileChannel.open(
            folder.resolve("weightlapse-columns-" + UUID.randomUUID()),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Takes what it wants of the rows of a file as written. */
  void take(TableReader rows) throws IOException {
    while (rows.next()) {
      int t = Arrays.binarySearch(steps, rows.getLong(0));
      if (t < 0 || rows.getInt(1) != Event.MODEL) {
        continue;
      }
      Param param = Param.of(rows.getString(2));
      int neuron = rows.getInt(3);
      for (int p = 0; p < parts.size(); p++) {
        SnapshotColumns.Part part = parts.get(p);
        int unit = neuron - part.unit0();
        if (part.block().param() == param && unit >= 0 && unit < part.units()) {
          int n = part.checkedLength(rows.length(4), neuron, steps[t]);
          if (row.length < n) {
            row = new float[n];
          }
          rows.copyTo(4, row, 0);
          put(base[p] + (long) t * part.values() + (long) unit * n, n);
          found[p][t * part.units() + unit] = true;
          break;
        }
      }
    }
  }

  /** Rows that follow each other are written together. */
  private void put(long position, int n) throws IOException {
    int done = 0;
    while (done < n) {
      long at = (position + done) * Float.BYTES;
      if (at != buffered + buffer.position() || buffer.remaining() < Float.BYTES) {
        flush();
        buffered = at;
      }
      int some = Math.min(n - done, buffer.remaining() / Float.BYTES);
      buffer.asFloatBuffer().put(row, done, some);
      buffer.position(buffer.position() + some * Float.BYTES);
      done += some;
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    long at = buffered;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
    buffer.clear();
  }

  /** All values of a part; fails where one is missing. */
  float[] part(int p) throws IOException {
    flush();
    SnapshotColumns.Part part = parts.get(p);
    for (int i = 0; i < found[p].length; i++) {
      if (!found[p][i]) {
        throw part.missing(i % part.units(), steps[i / part.units()]);
      }
    }
    float[] values = new float[Math.multiplyExact(steps.length, part.values())];
    for (int done = 0; done < values.length; ) {
      int n = Math.min(values.length - done, BUFFER / Float.BYTES);
      buffer.clear().limit(n * Float.BYTES);
      while (buffer.hasRemaining()) {
        long at = (base[p] + done) * Float.BYTES + buffer.position();
        if (channel.read(buffer, at) < 0) {
          throw new EOFException("a file of columns ends at byte " + at);
        }
      }
      buffer.flip();
      buffer.asFloatBuffer().get(values, done, n);
      done += n;
    }
    buffer.clear();
    return values;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
