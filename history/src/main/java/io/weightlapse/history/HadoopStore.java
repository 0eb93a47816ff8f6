// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/** A folder of any Hadoop file system: hdfs, s3a, gs, abfs. */
final class HadoopStore implements Store {
  /** How the names begin of files that are being replaced. */
  private static final String ASIDE = "_old-";

  private final FileSystem fs;
  private final Path root;

  HadoopStore(FileSystem fs, Path root) {
    this.fs = fs;
    this.root = root;
  }

  private Path path(String relative) {
    return new Path(root, relative);
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    try {
      for (FileStatus s : fs.listStatus(path(folder))) {
        String name = s.getPath().getName();
        boolean aside = name.startsWith(ASIDE);
        Entry entry =
            new Entry(
                aside ? name.substring(ASIDE.length()) : name,
                s.isDirectory(),
                s.isDirectory() ? 0 : s.getLen(),
                Instant.ofEpochMilli(s.getModificationTime()));
        // a file that was put aside is there as long as no other has its name
        entries.merge(entry.name(), entry, (known, other) -> aside ? known : other);
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return List.copyOf(entries.values());
  }

  @Override
  public boolean exists(String path) throws IOException {
    return fs.exists(path(path)) || fs.exists(aside(path));
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (FSDataInputStream in = fs.open(found(path))) {
      return in.readAllBytes();
    }
  }

  /** Where the file is: for a moment, or after a kill in it, under the name that it has aside. */
  private Path found(String path) throws IOException {
    Path file = path(path);
    return fs.exists(file) || !fs.exists(aside(path)) ? file : aside(path);
  }

  private Path aside(String path) {
    int slash = path.lastIndexOf('/');
    return path(path.substring(0, slash + 1) + ASIDE + path.substring(slash + 1));
  }

  /**
   * FileSystem has no public rename that replaces, and to delete first would lose the file to a
   * kill. So the old one keeps a name until the new one has its own, and readers find it there.
   */
  @Override
  public void publish(String from, String to) throws IOException {
    Path target = path(to);
    Path aside = aside(to);
    boolean replaces = fs.exists(target);
    if (replaces) {
      fs.delete(aside, false);
      rename(target, aside);
    }
    rename(path(from), target);
    fs.delete(aside, false);
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  @Override
  public boolean unsettled(String path) throws IOException {
    return fs.exists(aside(path)) && !fs.exists(path(path));
  }

  @Override
  public void settle(String path) throws IOException {
    if (unsettled(path)) {
      rename(aside(path), path(path));
    }
  }

  @Override
  public boolean publishNew(String from, String to) throws IOException {
    if (exists(to)) {
      return false;
    }
    try {
      return fs.rename(path(from), path(to));
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void delete(String path) throws IOException {
    fs.delete(path(path), false);
    fs.delete(aside(path), false);
  }

  @Override
  public void deleteTree(String folder) throws IOException {
    fs.delete(path(folder), true);
  }

  @Override
  public InputFile input(String path) {
    return new InputFile() {
      @Override
      public long getLength() throws IOException {
        return fs.getFileStatus(found(path)).getLen();
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(fs.open(found(path)));
      }

      @Override
      public String toString() {
        return path(path).toString();
      }
    };
  }

  @Override
  public OutputFile output(String path) {
    Path file = path(path);
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long blockSizeHint) throws IOException {
        return createOrOverwrite(blockSizeHint);
      }

      @Override
      public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return durable(fs.create(file, true));
      }

      @Override
      public boolean supportsBlockSize() {
        return false;
      }

      @Override
      public long defaultBlockSize() {
        return 0;
      }

      @Override
      public String getPath() {
        return file.toString();
      }
    };
  }

  /** On HDFS a closed file may still be in the memory of its machines. */
  private static PositionOutputStream durable(FSDataOutputStream out) {
    if (!out.hasCapability(StreamCapabilities.HSYNC)) {
      return HadoopStreams.wrap(out); // an object is stored when it is closed
    }
    return new DelegatingPositionOutputStream(out) {
      private boolean closed;

      @Override
      public long getPos() throws IOException {
        return out.getPos();
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          try {
            out.hsync();
          } finally {
            super.close();
          }
        }
      }
    };
  }
}
