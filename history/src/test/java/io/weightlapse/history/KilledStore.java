// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A store whose process dies, or whose disk gives errors, at a chosen operation that changes it.
 * Once dead, nothing more of the process reaches the disk.
 */
final class KilledStore implements Store {
  /** What happens at the chosen operation. */
  enum Fault {
    /** The process is killed before it. */
    KILLED_BEFORE,
    /** The process is killed after half of the bytes of a file were written. */
    KILLED_INSIDE,
    /** The process is killed right after it. */
    KILLED_AFTER,
    /** The disk is full from here on. */
    DISK_FULL,
    /** The folder cannot be written from here on. */
    READ_ONLY
  }

  /** Stands for kill -9. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed");
    }
  }

  private final Store disk;
  private final Fault fault;
  private final int at;
  private int operations;
  private boolean struck;

  KilledStore(Store disk, Fault fault, int at) {
    this.disk = disk;
    this.fault = fault;
    this.at = at;
  }

  /** Operations so far that change the store. */
  synchronized int operations() {
    return operations;
  }

  synchronized boolean struck() {
    return struck;
  }

  private interface Change {
    void run() throws IOException;
  }

  private synchronized void change(Change change) throws IOException {
    boolean dies = fault.name().startsWith("KILLED");
    if (struck) {
      fail(dies);
    }
    struck = operations++ == at;
    if (!struck) {
      change.run();
      return;
    }
    if (fault == Fault.KILLED_AFTER) {
      change.run();
    }
    fail(dies);
  }

  private void fail(boolean dies) throws IOException {
    if (dies) {
      throw new Killed();
    }
    throw fault == Fault.DISK_FULL
        ? new java.nio.file.FileSystemException("part", null, "No space left on device")
        : new java.nio.file.AccessDeniedException("part");
  }

  @Override
  public OutputFile output(String path) throws IOException {
    OutputFile file = disk.output(path);
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long hint) throws IOException {
        return createOrOverwrite(hint);
      }

      @Override
      public PositionOutputStream createOrOverwrite(long hint) throws IOException {
        change(() -> {}); // a file can be refused before it has a byte
        return new Stream(file.createOrOverwrite(hint));
      }

      @Override
      public boolean supportsBlockSize() {
        return file.supportsBlockSize();
      }

      @Override
      public long defaultBlockSize() {
        return file.defaultBlockSize();
      }
    };
  }

  /** Holds a file back until it is closed: then all of it, half of it or nothing is written. */
  private final class Stream extends PositionOutputStream {
    private final PositionOutputStream out;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    Stream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return bytes.size();
    }

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] b, int from, int n) {
      bytes.write(b, from, n);
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (out) { // the descriptor at least: a dead process has none
        boolean dead = struck();
        try {
          change(() -> out.write(bytes.toByteArray()));
        } catch (Killed e) {
          if (fault == Fault.KILLED_INSIDE && !dead) {
            out.write(bytes.toByteArray(), 0, bytes.size() / 2);
          }
          throw e;
        }
      }
    }
  }

  @Override
  public void publish(String from, String to) throws IOException {
    change(() -> disk.publish(from, to));
  }

  @Override
  public boolean publishNew(String from, String to) throws IOException {
    boolean[] done = {false};
    change(() -> done[0] = disk.publishNew(from, to));
    return done[0];
  }

  @Override
  public void deleteTree(String folder) throws IOException {
    change(() -> disk.deleteTree(folder));
  }

  @Override
  public void delete(String path) throws IOException {
    if (struck() && !fault.name().startsWith("KILLED")) {
      disk.delete(path); // a full disk lets go of files
    } else {
      change(() -> disk.delete(path));
    }
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public byte[] read(String path) throws IOException {
    return disk.read(path);
  }

  @Override
  public InputFile input(String path) throws IOException {
    return disk.input(path);
  }
}
