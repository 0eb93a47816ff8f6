// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A private folder for one session: the home under a plain name (a home's own path may hold what
 * SQL, globs or partitions take for theirs), copies of files that may be replaced at any moment,
 * and what does not fit into memory. It is gone when the session ends.
 */
final class Workspace implements AutoCloseable {
  /** A file below this may be replaced by a longer one at the next flush. */
  private static final long REPLACEABLE = 5L << 20;

  private final Path folder;
  private final Path home;
  private final Set<String> allowed = new LinkedHashSet<>();
  private final Set<String> refused = new LinkedHashSet<>();

  Workspace(Path home) throws IOException {
    this.folder =
        Files.createTempDirectory(
            "weightlapse-query-" + ProcessHandle.current().pid() + "-"); // for this user alone
    this.home = Files.exists(home) ? home.toRealPath() : home.toAbsolutePath();
    Files.createSymbolicLink(folder.resolve("home"), this.home);
    Files.createDirectory(folder.resolve("spill"));
  }

  Path spill() {
    return folder.resolve("spill");
  }

  /** A new file for this session, with the folders that it needs. */
  Path file(String path) throws IOException {
    Path file = folder.resolve("own").resolve(path);
    Files.createDirectories(file.getParent());
    allowed.add(file.toString());
    return file;
  }

  /**
   * The path that SQL may read a file of the home by; empty if it leads out of the home, or if the
   * file is gone.
   */
  Optional<String> readable(String path, boolean growing) {
    try {
      Path real = home.resolve(path).toRealPath();
      if (!real.startsWith(home) || !Files.isRegularFile(real)) {
        refused.add(path);
        return Optional.empty();
      }
      if (growing && Files.size(real) < REPLACEABLE) {
        Path copy = file(path);
        if (!Files.exists(copy)) {
          Files.copy(real, copy); // from one open file: the old one or the new one
        }
        return Optional.of(copy.toString());
      }
      String name = folder.resolve("home").resolve(path).toString();
      allowed.add(name);
      return Optional.of(name);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that SQL may read. */
  Collection<String> allowed() {
    return allowed;
  }

  /** The files that lead out of the home. */
  Collection<String> refused() {
    return refused;
  }

  /** A message of the engine, with the user's own name of the home. */
  String said(String message) {
    return message
        .replace(folder.resolve("home").toString(), home.toString())
        .replace(folder.resolve("own").toString(), home.toString());
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder, // links are deleted, not followed
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
