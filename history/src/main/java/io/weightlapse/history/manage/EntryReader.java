// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads the files of an archive, one after the other. Nothing in it is trusted. */
interface EntryReader extends Closeable {
  /** Moves to the next file; its path as it stands there, or null at the end. */
  String next() throws IOException;

  /** The bytes of the file at hand. */
  int read(byte[] buffer) throws IOException;

  /** Of a zip file. */
  static EntryReader zip(InputStream in) {
    ZipInputStream zip = new ZipInputStream(in);
    return new EntryReader() {
      @Override
      public String next() throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry != null && entry.isDirectory()) {
          throw new IOException("an archive must hold files only: has " + entry.getName());
        }
        return entry == null ? null : entry.getName();
      }

      @Override
      public int read(byte[] buffer) throws IOException {
        return zip.read(buffer);
      }

      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }

  /** Of a tar file. Only plain files pass: no links, devices or folders. */
  static EntryReader tar(InputStream in) {
    return new EntryReader() {
      private long left;
      private int padding;

      @Override
      public String next() throws IOException {
        in.skipNBytes(left + padding);
        byte[] header = in.readNBytes(TarWriter.BLOCK);
        if (header.length < TarWriter.BLOCK) {
          throw new EOFException("the archive ends early");
        }
        if (header[0] == 0) {
          left = 0;
          padding = 0;
          return null;
        }
        if (octal(header, 148, 8) != TarWriter.checksum(header)) {
          throw new IOException("the archive is damaged: checksum of a header");
        }
        String name = text(header, 0, 100);
        String prefix = text(header, 345, 155);
        name = prefix.isEmpty() ? name : prefix + "/" + name;
        if (header[156] != '0' && header[156] != 0) {
          throw new IOException("an archive must hold files only: has " + name);
        }
        left = octal(header, 124, 12);
        padding = TarWriter.padding(left);
        return name;
      }

      @Override
      public int read(byte[] buffer) throws IOException {
        if (left == 0) {
          return -1;
        }
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new EOFException("the archive ends early");
        }
        left -= n;
        return n;
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.ISO_8859_1);
  }

  private static long octal(byte[] header, int at, int length) throws IOException {
    String text = text(header, at, length).strip();
    if (!text.matches("[0-7]{1,12}")) {
      throw new IOException("the archive is damaged: a number of a header");
    }
    return Long.parseLong(text, 8);
  }
}
