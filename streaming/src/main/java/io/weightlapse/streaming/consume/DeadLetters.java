// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sets messages aside that are no events: {@code deadletter/<topic>-<partition>-<offset>.bin} is
 * the value, the file of the same name with {@code .txt} says why. Of the same message again, the
 * files are replaced. The folder stays bounded: beyond it, messages are only counted.
 */
final class DeadLetters {
  private static final int MAX_FILES = 10_000;
  private static final int MAX_BYTES = 2 << 20;

  private final Path folder;
  private int files;

  DeadLetters(Path home) {
    this.folder = home.resolve("deadletter");
  }

  void add(ConsumerRecord<byte[], byte[]> record, String reason) throws IOException {
    if (files >= MAX_FILES) {
      return;
    }
    files++;
    String name = record.topic() + "-" + record.partition() + "-" + record.offset();
    byte[] value = record.value() == null ? new byte[0] : record.value();
    byte[] kept = value.length <= MAX_BYTES ? value : Arrays.copyOf(value, MAX_BYTES);
    DurableFile.write(folder.resolve(name + ".bin"), kept);
    DurableFile.write(
        folder.resolve(name + ".txt"),
        reason + (kept == value ? "" : " (cut: was " + value.length + " bytes)") + "\n");
  }
}
