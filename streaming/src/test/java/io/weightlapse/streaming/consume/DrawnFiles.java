// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What consumers have stored of a run. */
final class DrawnFiles {
  private DrawnFiles() {}

  /** The number of frames. */
  static int frames(Path home, String run) {
    return (int) of(home, run).keySet().stream().filter(f -> f.endsWith(".png")).count();
  }

  /** The files of a run and their content; not those that are being written. */
  static Map<String, Integer> of(Path home, String run) {
    Path folder = home.resolve("animations").resolve(run);
    Map<String, Integer> files = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
              if (is.isRegularFile() && !file.getFileName().toString().startsWith(".")) {
                int content = Arrays.hashCode(Files.readAllBytes(file));
                files.put(folder.relativize(file).toString(), content);
              }
              return FileVisitResult.CONTINUE;
            }

            /** One that was being written, and has its name by now. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (file.getFileName().toString().startsWith(".")) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
