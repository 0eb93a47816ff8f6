// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A folder of this machine, without Hadoop in between: its local file system leaves .crc files
 * about, starts a {@code chmod} for every file, and neither syncs nor creates exclusively.
 */
final class LocalStore implements Store {
  private final Path root;

  LocalStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root.resolve(folder))) {
      for (Path p : stream) {
        entry(p).ifPresent(entries::add);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  private static Optional<Entry> entry(Path p) throws IOException {
    try {
      BasicFileAttributes a = Files.readAttributes(p, BasicFileAttributes.class);
      return Optional.of(
          new Entry(
              p.getFileName().toString(),
              a.isDirectory(),
              a.isDirectory() ? 0 : a.size(),
              a.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // renamed or deleted since the listing began
    }
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  @Override
  public byte[] read(String path) throws IOException {
    return Files.readAllBytes(root.resolve(path));
  }

  @Override
  public void publish(String from, String to) throws IOException {
    Path target = root.resolve(to);
    Files.move(root.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(target.getParent());
  }

  @Override
  public boolean publishNew(String from, String to) throws IOException {
    Path target = root.resolve(to);
    try {
      // A link fails where the name is taken; a rename would take it away from its owner.
      Files.createLink(target, root.resolve(from));
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      return moveNew(root.resolve(from), target);
    }
    Files.delete(root.resolve(from));
    syncFolder(target.getParent());
    return true;
  }

  private static boolean moveNew(Path from, Path to) throws IOException {
    try {
      Files.move(from, to);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** A new name is durable once its folder is. */
  private static void syncFolder(Path folder) throws IOException {
    if (!File.separator.equals("/")) {
      return; // Windows opens no folders
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(root.resolve(path));
  }

  @Override
  public void deleteTree(String folder) throws IOException {
    Path top = root.resolve(folder).normalize();
    if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path parent = top.getParent().toRealPath();
    if (top.equals(root) || !top.startsWith(root) || !parent.startsWith(root.toRealPath())) {
      throw new IOException(top + " leads out of the home: it is not removed");
    }
    Files.walkFileTree( // does not follow links: a link itself is removed
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public InputFile input(String path) {
    Path file = root.resolve(path);
    return new InputFile() {
      @Override
      public long getLength() throws IOException {
        return Files.size(file);
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        return new In(Files.newByteChannel(file));
      }

      @Override
      public String toString() {
        return file.toString();
      }
    };
  }

  @Override
  public OutputFile output(String path) {
    Path file = root.resolve(path);
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long blockSizeHint) throws IOException {
        return createOrOverwrite(blockSizeHint);
      }

      @Override
      public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        Files.createDirectories(file.getParent());
        return new Out(
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
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

  private static final class In extends DelegatingSeekableInputStream {
    private final SeekableByteChannel channel;

    In(SeekableByteChannel channel) {
      super(Channels.newInputStream(channel));
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }
  }

  private static final class Out extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    Out(FileChannel channel) {
      this.out =
          new BufferedOutputStream(
              new FilterOutputStream(Channels.newOutputStream(channel)) {
                @Override
                public void write(byte[] b, int offset, int length) throws IOException {
                  out.write(b, offset, length);
                }

                @Override
                public void close() throws IOException {
                  if (channel.isOpen()) {
                    try (channel) {
                      channel.force(true);
                    }
                  }
                }
              },
              1 << 16);
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      position++;
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
      out.write(b, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
