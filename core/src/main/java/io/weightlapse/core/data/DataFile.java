// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.util.UserException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A binary file, gzipped or not, read from its beginning; names itself and the offset when broken.
 */
final class DataFile implements AutoCloseable {
  private final String name;
  private final boolean packed;
  private final InputStream in;
  private long offset;

  DataFile(Path file, String name) {
    this.name = name;
    this.packed = file.toString().endsWith(".gz");
    try {
      this.in = open(file);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    if (!packed) {
      return new BufferedInputStream(raw, 1 << 16);
    }
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Where the next byte is, in the unpacked content. */
  long offset() {
    return offset;
  }

  /** Fills the first bytes of an array; the message of a file that ends before says what is due. */
  void read(byte[] into, int count, String due) {
    try {
      int n = in.readNBytes(into, 0, count);
      offset += n;
      if (n < count) {
        throw broken("must have " + due + ": ended", offset);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** The file must be over. */
  void end() {
    try {
      if (in.read() >= 0) {
        throw broken("must end: more bytes follow", offset);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** The failure of a file whose content is wrong. */
  UserException broken(String what, long at) {
    return new UserException(
        String.format(
            Locale.ROOT, "%s: %s at byte %d%s", name, what, at, packed ? " unpacked" : ""),
        1,
        null);
  }

  private UserException failure(IOException e) {
    String what = String.format(Locale.ROOT, "%s: cannot be read", name);
    String where = offset > 0 ? " beyond byte " + offset + (packed ? " unpacked" : "") : "";
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new UserException(what + where + ": " + why, 1, e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
