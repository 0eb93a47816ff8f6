// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/** A folder of any Hadoop file system: hdfs, s3a, gs, abfs. */
final class HadoopStore implements Store {
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
    List<Entry> entries = new ArrayList<>();
    try {
      for (FileStatus s : fs.listStatus(path(folder))) {
        entries.add(
            new Entry(
                s.getPath().getName(),
                s.isDirectory(),
                s.isDirectory() ? 0 : s.getLen(),
                Instant.ofEpochMilli(s.getModificationTime())));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public boolean exists(String path) throws IOException {
    return fs.exists(path(path));
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (FSDataInputStream in = fs.open(path(path))) {
      return in.readAllBytes();
    }
  }

  @Override
  public void publish(String from, String to) throws IOException {
    // FileSystem has no public rename that replaces. The gap is short, and rows that a reader
    // misses in it are there when it looks again.
    fs.delete(path(to), false);
    if (!fs.rename(path(from), path(to))) {
      throw new IOException("cannot rename " + path(from) + " to " + path(to));
    }
  }

  @Override
  public boolean publishNew(String from, String to) throws IOException {
    if (fs.exists(path(to))) {
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
  }

  @Override
  public void deleteTree(String folder) throws IOException {
    fs.delete(path(folder), true);
  }

  @Override
  public InputFile input(String path) {
    Path file = path(path);
    return new InputFile() {
      @Override
      public long getLength() throws IOException {
        return fs.getFileStatus(file).getLen();
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(fs.open(file));
      }

      @Override
      public String toString() {
        return file.toString();
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
        return HadoopStreams.wrap(fs.create(file, true));
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
}
