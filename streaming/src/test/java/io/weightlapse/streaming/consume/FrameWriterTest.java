// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.view.Frame;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameWriterTest {
  @TempDir Path folder;

  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private final Counters counters = new Counters();
  private final StreamListener listener =
      new StreamListener() {
        @Override
        public void problem(String line) {
          problems.add(line);
        }
      };

  private static Frame frame(int index, String fingerprint, Supplier<BufferedImage> picture) {
    return new Frame(index, index, index, fingerprint, picture);
  }

  private static BufferedImage picture() {
    return new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
  }

  @Test
  void troubleIsSaidOnceAndOnceMoreWhenWritingWorksAgain() throws Exception {
    Path obstacle = Files.writeString(folder.resolve("run"), "a file where a folder must be");
    FrameStore store = new FrameStore(folder.resolve("run"), "v");
    try (FrameWriter writer = new FrameWriter(2, counters, listener)) {
      for (int i = 0; i < 5; i++) {
        writer.frame("r", store, "v", frame(i, "ab", FrameWriterTest::picture));
      }
      TestKafka.until("trouble", 20, () -> !problems.isEmpty());
      Thread.sleep(1500); // tried again meanwhile
      assertThat(problems).singleElement().asString().startsWith("cannot write ");
      Files.delete(obstacle);
      TestKafka.until("frames", 20, () -> writer.outstanding() == 0);
    }
    assertThat(store.list()).hasSize(5);
    assertThat(problems).hasSize(2);
    assertThat(problems.get(1)).startsWith("writing works again: ");
  }

  @Test
  void aSlowPictureOfAnOldSurveyIsNotStoredOverANewOne() throws Exception {
    FrameStore store = new FrameStore(folder, "v");
    CountDownLatch go = new CountDownLatch(1);
    try (FrameWriter writer = new FrameWriter(2, counters, listener)) {
      writer.frame(
          "r",
          store,
          "v",
          frame(
              0,
              "old",
              () -> {
                try {
                  go.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return picture();
              }));
      writer.frame("r", store, "v", frame(0, "new", FrameWriterTest::picture));
      TestKafka.until("the new frame", 20, () -> writer.outstanding() == 1);
      go.countDown();
      TestKafka.until("the old frame", 20, () -> writer.outstanding() == 0);
    }
    assertThat(store.has(0, "new")).isTrue();
    assertThat(counters.framesDrawn.sum()).isEqualTo(1);
  }
}
