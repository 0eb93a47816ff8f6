// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.toList()) {
        if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")) {
          files.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
