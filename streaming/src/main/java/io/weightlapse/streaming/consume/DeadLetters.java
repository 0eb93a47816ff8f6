// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sets messages aside that are no events: {@code deadletter/<topic>-<partition>-<offset>.bin} is
 * the value, the file of the same name with {@code .txt} says why. Of the same message again, the
 * files are replaced. The folder stays bounded: beyond it, messages are only counted.
 */
public final class DeadLetters {
  private static final int MAX_MESSAGES = 10_000;
  private static final int MAX_BYTES = 2 << 20;

  private final Path folder;
  private final int most;
  private int messages = -1; // not counted yet

  /** Of a home; does no I/O. */
  public DeadLetters(Path home) {
    this(home, MAX_MESSAGES);
  }

  /** Keeps so many messages at most. */
  DeadLetters(Path home, int most) {
    this.folder = home.resolve("deadletter");
    this.most = most;
  }

  /** Sets a message aside, and says why. */
  public void add(ConsumerRecord<byte[], byte[]> record, String reason) throws IOException {
    String name = record.topic() + "-" + record.partition() + "-" + record.offset();
    Path why = folder.resolve(name + ".txt");
    if (messages < 0) {
      messages = count();
    }
    boolean known = Files.exists(why);
    if (messages >= most && !known) {
      return;
    }
    byte[] value = record.value() == null ? new byte[0] : record.value();
    byte[] kept = value.length <= MAX_BYTES ? value : Arrays.copyOf(value, MAX_BYTES);
    DurableFile.write(
        why, reason + (kept == value ? "" : " (cut: was " + value.length + " bytes)") + "\n");
    messages += known ? 0 : 1;
    DurableFile.write(folder.resolve(name + ".bin"), kept);
  }

  /** What earlier consumers left counts. */
  private int count() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.txt")) {
      for (Path ignored : files) {
        count++;
      }
    } catch (NoSuchFileException e) {
      return 0;
    }
    return count;
  }
}
