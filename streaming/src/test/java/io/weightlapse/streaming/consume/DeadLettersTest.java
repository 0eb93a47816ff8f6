// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
  @TempDir Path home;

  private void add(DeadLetters letters, long offset) throws IOException {
    letters.add(new ConsumerRecord<>("t", 0, offset, null, new byte[] {1}), "wrong");
  }

  private long files() throws IOException {
    try (Stream<Path> list = Files.list(home.resolve("deadletter"))) {
      return list.count();
    }
  }

  @Test
  void theFolderStaysBoundedHoweverOftenConsumersStart() throws IOException {
    for (int start = 0; start < 4; start++) {
      DeadLetters letters = new DeadLetters(home, 5);
      for (int i = 0; i < 3; i++) {
        add(letters, 10 * start + i);
      }
    }
    assertThat(files()).isEqualTo(10); // value and reason of five
    assertThat(home.resolve("deadletter/t-0-11.bin")).exists();
    assertThat(home.resolve("deadletter/t-0-12.bin")).doesNotExist();
  }

  @Test
  void theSameMessageAgainTakesNoRoom() throws IOException {
    DeadLetters letters = new DeadLetters(home, 2);
    for (int i = 0; i < 5; i++) {
      add(letters, 1);
    }
    add(letters, 2);
    assertThat(files()).isEqualTo(4);
  }
}
