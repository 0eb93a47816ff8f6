// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Values in a file without compression, which is gone when it is closed or its process dies. */
final class SpillFile implements ValueStore {
  private static final int BUFFER = 1 << 20;
  private static final ThreadLocal<ByteBuffer> BUFFERS =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder()));

  private final FileChannel channel;
  private long size;

  SpillFile(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    // On Unix the name goes at once, so that even a killed process leaves nothing.
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  @Override
  public long append(float[] values, int count) throws IOException {
    long position = size;
    ByteBuffer buffer = BUFFERS.get();
    for (int done = 0; done < count; ) {
      int n = Math.min(count - done, BUFFER / Float.BYTES);
      buffer.clear();
      buffer.asFloatBuffer().put(values, done, n);
      buffer.limit(n * Float.BYTES);
      while (buffer.hasRemaining()) {
        channel.write(buffer, size * Float.BYTES + buffer.position());
      }
      size += n;
      done += n;
    }
    return position;
  }

  @Override
  public void read(long position, float[] to, int count) throws IOException {
    ByteBuffer buffer = BUFFERS.get();
    for (int done = 0; done < count; ) {
      int n = Math.min(count - done, BUFFER / Float.BYTES);
      buffer.clear().limit(n * Float.BYTES);
      while (buffer.hasRemaining()) {
        long at = (position + done) * Float.BYTES + buffer.position();
        if (channel.read(buffer, at) < 0) {
          throw new EOFException("a spill file ends at byte " + at);
        }
      }
      buffer.flip();
      buffer.asFloatBuffer().get(to, done, n);
      done += n;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
