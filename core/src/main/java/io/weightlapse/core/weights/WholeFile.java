// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that appear by rename. */
public final class WholeFile {
  private WholeFile() {}

  /** Writes the bytes. */
  public interface Body {
    /** Writes all; does not close. */
    void write(OutputStream out) throws IOException;
  }

  /** Writes a file under another name, then renames it; what was there stays if that fails. */
  public static void write(Path file, Body body) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // not createTempFile, whose files nobody else may read
    Path temporary = folder.resolve(".tmp-" + UUID.randomUUID() + "-" + file.getFileName());
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
        body.write(out);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
