// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A store that fails at the n-th change that is asked of it. Thread-safe. */
public final class FaultyStore implements Store {
  /** How it fails. */
  public enum Fault {
    /** Before the change; nothing works from then on, as if the process were gone. */
    KILL_BEFORE,
    /** After the change; nothing works from then on. */
    KILL_AFTER,
    /** No byte can be written from then on; the rest works. */
    DISK_FULL,
    /** Nothing can be changed from then on; the rest works. */
    READ_ONLY
  }

  /** What a killed process sees: nothing that it could handle. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Store store;
  private final Fault fault;
  private long left;
  private long changes;
  private boolean dead;

  /** Over a home's own store; {@code at} counts changes from 0. */
  public FaultyStore(Home home, Fault fault, long at) {
    this.store = home.store();
    this.fault = fault;
    this.left = at;
  }

  /** A home over this store. */
  public Home home() {
    return new Home("faulty", this);
  }

  /** How many changes were asked for. */
  public synchronized long changes() {
    return changes;
  }

  /** Whether the fault has happened. */
  public synchronized boolean happened() {
    return dead;
  }

  private interface Change {
    void make() throws IOException;
  }

  private synchronized void look() {
    if (dead && (fault == Fault.KILL_BEFORE || fault == Fault.KILL_AFTER)) {
      throw new Killed();
    }
  }

  private synchronized void change(boolean writes, Change change) throws IOException {
    look();
    changes++;
    boolean now = left-- == 0;
    dead |= now;
    if (dead) {
      switch (fault) {
        case KILL_BEFORE -> throw new Killed();
        case KILL_AFTER -> {
          change.make();
          throw new Killed();
        }
        case DISK_FULL -> {
          if (writes) {
            throw new IOException("No space left on device");
          }
        }
        case READ_ONLY -> throw new AccessDeniedException("the folder");
      }
    }
    change.make();
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    look();
    return store.list(folder);
  }

  @Override
  public boolean exists(String path) throws IOException {
    look();
    return store.exists(path);
  }

  @Override
  public byte[] read(String path) throws IOException {
    look();
    return store.read(path);
  }

  @Override
  public InputFile input(String path) throws IOException {
    look();
    return store.input(path);
  }

  @Override
  public void publish(String from, String to) throws IOException {
    change(false, () -> store.publish(from, to));
  }

  @Override
  public boolean publishNew(String from, String to) throws IOException {
    boolean[] done = new boolean[1];
    change(false, () -> done[0] = store.publishNew(from, to));
    return done[0];
  }

  @Override
  public void delete(String path) throws IOException {
    change(false, () -> store.delete(path));
  }

  @Override
  public void deleteTree(String folder) throws IOException {
    change(false, () -> store.deleteTree(folder));
  }

  @Override
  public OutputFile output(String path) throws IOException {
    OutputFile file = store.output(path);
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long hint) throws IOException {
        return createOrOverwrite(hint);
      }

      @Override
      public PositionOutputStream createOrOverwrite(long hint) throws IOException {
        PositionOutputStream[] made = new PositionOutputStream[1];
        change(true, () -> made[0] = file.createOrOverwrite(hint));
        return new Faulty(made[0]);
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
        return file.getPath();
      }
    };
  }

  private final class Faulty extends PositionOutputStream {
    private final PositionOutputStream out;

    private Faulty(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
      if (length < 1000) {
        out.write(b, offset, length); // a page is a change, its header is none
      } else {
        change(true, () -> out.write(b, offset, length));
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      try {
        change(true, out::flush);
      } finally {
        out.close(); // no file descriptor of a test may stay open
      }
    }
  }
}
