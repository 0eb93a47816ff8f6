// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes plain files as POSIX ustar, which every tar reads.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">pax, ustar</a>
 */
final class TarWriter implements EntryWriter {
  static final int BLOCK = 512;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  @Override
  public OutputStream begin(String path, long bytes) throws IOException {
    out.write(header(path, bytes));
    return out;
  }

  @Override
  public void end(long bytes) throws IOException {
    out.write(new byte[padding(bytes)]);
  }

  static int padding(long bytes) {
    return (int) ((BLOCK - bytes % BLOCK) % BLOCK);
  }

  private static byte[] header(String path, long bytes) throws IOException {
    byte[] header = new byte[BLOCK];
    int slash = path.length() <= 100 ? -1 : path.indexOf('/', path.length() - 101);
    if (path.length() > 100 && (slash < 0 || slash > 155)) {
      throw new IOException(path + " is too long for a tar file: export as .zip");
    }
    put(header, 0, path.substring(slash + 1));
    put(header, 345, slash < 0 ? "" : path.substring(0, slash));
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format(Locale.ROOT, "%011o", bytes));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar");
    put(header, 263, "00");
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", checksum(header)));
    return header;
  }

  /** The sum of all bytes, the checksum itself taken as spaces. */
  static int checksum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, at, ascii.length);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
