// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system with the habits of an object store, over a folder of this machine: {@code
 * objects://bucket/tmp/x} is {@code /tmp/x}. A file is there when it is closed, and replaces the
 * one of its name; a rename is a copy and then a delete, and never replaces; folders are not
 * renamed, and are there as long as they hold a file; nothing is appended or synchronised.
 */
public final class ObjectFileSystem extends RawLocalFileSystem {
  /** Counts renames down; the process "dies" at the one that finds 0. Negative: never. */
  static final AtomicInteger RENAMES = new AtomicInteger(-1);

  private URI uri;

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
  }

  @Override
  public String getScheme() {
    return "objects";
  }

  @Override
  public URI getUri() {
    return uri == null ? URI.create("objects://bucket") : uri;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    java.nio.file.Path file = pathToFile(path).toPath();
    if (!overwrite && Files.exists(file)) {
      throw new org.apache.hadoop.fs.FileAlreadyExistsException(path.toString());
    }
    ByteArrayOutputStream content =
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (!closed) {
              closed = true;
              put(file, toByteArray());
            }
          }
        };
    return new FSDataOutputStream(content, null);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    return create(path, null, overwrite, buffer, replication, block, progress);
  }

  private static void put(java.nio.file.Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    java.nio.file.Path upload = Files.createTempFile("weightlapse-upload", null);
    Files.write(upload, content);
    Files.move(upload, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, Progressable progress) {
    throw new UnsupportedOperationException("objects are not appended to");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (RENAMES.get() >= 0 && RENAMES.getAndDecrement() == 0) {
      throw new FaultyStore.Killed();
    }
    java.nio.file.Path source = pathToFile(from).toPath();
    java.nio.file.Path target = pathToFile(to).toPath();
    if (!Files.isRegularFile(source) || Files.exists(target)) {
      return false;
    }
    put(target, Files.readAllBytes(source));
    return delete(from, false);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    boolean deleted = super.delete(path, recursive);
    java.nio.file.Path parent = pathToFile(path).toPath().getParent();
    while (deleted && parent.toFile().delete()) { // only where it is empty
      parent = parent.getParent();
    }
    return deleted;
  }

  @Override
  public boolean mkdirs(Path path) {
    return true;
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] all = super.listStatus(path);
    for (FileStatus s : all) {
      s.setPath(makeQualified(new Path(s.getPath().toUri().getPath())));
    }
    return all;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    FileStatus status = super.getFileStatus(path);
    status.setPath(makeQualified(new Path(status.getPath().toUri().getPath())));
    return status;
  }
}
