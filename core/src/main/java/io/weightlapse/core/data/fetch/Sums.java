// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** Checksums of files. */
final class Sums {
  private static final int MD5_DIGITS = 32;

  private Sums() {}

  /** Whether a file is what it should be: as it is, or unpacked. */
  static boolean fits(Path path, RemoteFile file) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      if (sum(in, file.sum()).equals(file.sum())) {
        return true;
      }
    }
    return fitsUnpacked(path, file);
  }

  private static boolean fitsUnpacked(Path path, RemoteFile file) throws IOException {
    if (file.unpackedSum().isEmpty()) {
      return false;
    }
    try (InputStream in = open(path)) {
      return sum(in, file.unpackedSum()).equals(file.unpackedSum());
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      return false; // no whole gzip file
    }
  }

  private static InputStream open(Path path) throws IOException {
    InputStream raw = Files.newInputStream(path);
    try {
      boolean packed = path.toString().endsWith(".gz") || path.toString().endsWith(".gz.part");
      return packed ? new GZIPInputStream(raw, 1 << 16) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** The sum in the algorithm that the length of another one tells. */
  private static String sum(InputStream in, String like) throws IOException {
    try {
      MessageDigest digest =
          MessageDigest.getInstance(like.length() == MD5_DIGITS ? "MD5" : "SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5 and SHA-256", e);
    }
  }
}
