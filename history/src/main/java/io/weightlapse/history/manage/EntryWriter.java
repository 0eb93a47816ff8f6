// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes files into an archive, one after the other. */
interface EntryWriter extends Closeable {
  /** Begins a file of exactly that length; where to write it, never to be closed. */
  OutputStream begin(String path, long bytes) throws IOException;

  /** Ends the file. */
  void end(long bytes) throws IOException;

  /** A zip file; what is in it is compressed already. */
  static EntryWriter zip(OutputStream out) {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(1);
    return new EntryWriter() {
      @Override
      public OutputStream begin(String path, long bytes) throws IOException {
        ZipEntry entry = new ZipEntry(path);
        entry.setTime(315_532_800_000L + 86_400_000L); // 1980: the same run gives the same bytes
        zip.putNextEntry(entry);
        return zip;
      }

      @Override
      public void end(long bytes) throws IOException {
        zip.closeEntry();
      }

      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }
}
