// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.util.UserException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file of LeCun's IDX format (yann.lecun.com/exdb/mnist), open behind its header. */
final class IdxFile implements AutoCloseable {
  private static final int UBYTE = 0x08;
  private static final int FLOAT = 0x0d;

  private final DataFile file;
  private final int type;
  private final int rows;
  private final int columns;

  /**
   * Reads the header.
   *
   * @param labels whether it must hold labels: one byte a row
   */
  private IdxFile(Path path, String name, boolean labels) {
    this.file = new DataFile(path, name);
    try {
      byte[] bytes = new byte[4];
      int magic = next(bytes);
      int dimensions = magic & 0xff;
      this.type = magic >>> 8;
      boolean good = labels ? magic == 0x801 : dimensions >= 2 && dimensions <= 4;
      if (!good || (type != UBYTE && type != FLOAT)) {
        String due = labels ? "00000801" : "00000802..00000804 (bytes) or 00000d02..00000d04";
        throw file.broken(String.format("magic must be %s: was %08x", due, magic), 0);
      }
      this.rows = size(bytes, Integer.MAX_VALUE);
      int product = 1;
      for (int d = 1; d < dimensions; d++) {
        product *= size(bytes, (1 << 24) / product);
      }
      this.columns = product;
      if ((long) rows * columns > Integer.MAX_VALUE - 8) {
        throw file.broken("must have below 2^31 numbers: had " + rows + " x " + columns, 4);
      }
    } catch (UserException e) {
      file.close();
      throw e;
    }
  }

  static IdxFile images(Path path, String name) {
    return new IdxFile(path, name, false);
  }

  static IdxFile labels(Path path, String name) {
    return new IdxFile(path, name, true);
  }

  private int next(byte[] bytes) {
    file.read(bytes, 4, "a header");
    return ByteBuffer.wrap(bytes).getInt();
  }

  private int size(byte[] bytes, int most) {
    int size = next(bytes);
    if (size < 1 || size > most) {
      throw file.broken("size must be 1.." + most + ": was " + (size & 0xffffffffL), at(4));
    }
    return size;
  }

  private long at(int back) {
    return file.offset() - back;
  }

  /** Images or labels. */
  int rows() {
    return rows;
  }

  /** Numbers of an image. */
  int columns() {
    return columns;
  }

  /** The header must say so many rows. */
  void require(int due) {
    if (rows != due) {
      throw file.broken("must have " + due + " rows: had " + rows, 4);
    }
  }

  /** All images, into their places. */
  void images(ImageTarget target) {
    int width = type == UBYTE ? 1 : Float.BYTES;
    byte[] row = new byte[columns * width];
    String due = rows + " rows of " + row.length + " bytes";
    for (int r = 0; r < rows; r++) {
      file.read(row, row.length, due);
      if (!target.wants(r)) {
        continue;
      }
      if (type == UBYTE) {
        target.bytes(r, row, 0);
        continue;
      }
      for (int i = 0; i < columns; i++) {
        float value = ByteBuffer.wrap(row).getFloat(i * width);
        if (!Float.isFinite(value)) {
          throw file.broken("number must be finite: was " + value, at(row.length - i * width));
        }
        target.number(r, i, value);
      }
    }
    file.end();
  }

  /** All labels, into their places. */
  void labels(ImageTarget target, int classes) {
    byte[] all = new byte[rows];
    file.read(all, rows, rows + " labels");
    for (int r = 0; r < rows; r++) {
      int label = all[r] & 0xff;
      if (label >= classes) {
        throw file.broken("label must be 0.." + (classes - 1) + ": was " + label, at(rows - r));
      }
      if (target.wants(r)) {
        target.label(r, label);
      }
    }
    file.end();
  }

  @Override
  public void close() {
    file.close();
  }
}
