// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a result goes: standard output, or a file that appears when it is whole. */
final class ResultFile implements AutoCloseable {
  private final Path file;
  private final Path unfinished;
  private final BufferedWriter out;

  private ResultFile(Path file, Path unfinished, OutputStream out) {
    this.file = file;
    this.unfinished = unfinished;
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
  }

  /**
   * Opens it.
   *
   * @param file null for standard output
   */
  static ResultFile of(Path file) throws IOException {
    if (file == null) {
      return new ResultFile(null, null, System.out);
    }
    Path whole = file.toAbsolutePath();
    Path unfinished =
        whole.resolveSibling("_tmp-" + ProcessHandle.current().pid() + "-" + whole.getFileName());
    return new ResultFile(whole, unfinished, Files.newOutputStream(unfinished));
  }

  Appendable out() {
    return out;
  }

  /** All was written: the file gets its name. */
  void finish() throws IOException {
    out.flush();
    if (file != null) {
      out.close();
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } else if (System.out.checkError()) {
      throw new IOException("standard output was closed");
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      out.close();
      Files.deleteIfExists(unfinished);
    }
  }
}
