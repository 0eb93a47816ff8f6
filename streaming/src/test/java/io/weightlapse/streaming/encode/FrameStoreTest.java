// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameStoreTest {
  @TempDir Path folder;

  private static BufferedImage noise(int width, int height) {
    Random random = new Random(7);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  @Test
  void keepsEveryPixelOfEveryFrame() throws IOException {
    FrameStore store = new FrameStore(folder, "a-view");
    BufferedImage image = noise(37, 23);
    store.write(12, "ab", image);
    assertThat(folder.resolve("frames/a-view/00012.png")).isRegularFile();
    assertThat(store.has(12, "ab")).isTrue();
    assertThat(store.has(11, "ab")).isFalse();
    assertThat(Pixels.all(store.read(12))).isEqualTo(Pixels.all(image));
  }

  @Test
  void namesFilesTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new FrameStore(folder, "v").file(12)).hasFileName("00012.png");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aFrameIsKnownByWhatItShows() throws IOException {
    FrameStore store = new FrameStore(folder, "v");
    store.write(0, "ab", noise(9, 9));
    assertThat(store.has(0, "ab")).isTrue();
    assertThat(store.has(0, "cd")).isFalse();
    store.write(0, "cd", noise(9, 9));
    assertThat(store.has(0, "cd")).isTrue();
    for (String text :
        new String[] {"", "cut", "a file of others that is no picture at all ....."}) {
      Files.writeString(store.file(0), text);
      assertThat(store.has(0, "cd")).isFalse();
    }
  }

  @Test
  void aFrameThatIsGoneOrBrokenIsSaidAsSuch() throws IOException {
    FrameStore store = new FrameStore(folder, "v");
    assertThatThrownBy(() -> store.read(0))
        .isInstanceOf(LostFrameException.class)
        .hasMessage("frame " + store.file(0) + " is gone");
    store.write(0, "ab", noise(9, 9));
    byte[] bytes = Files.readAllBytes(store.file(0));
    Files.write(store.file(0), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> store.read(0)).isInstanceOf(LostFrameException.class);
    Files.writeString(store.file(0), "x");
    assertThatThrownBy(() -> store.read(0)).isInstanceOf(LostFrameException.class);
  }

  @Test
  void makingAStoreTouchesNothing() throws IOException {
    FrameStore store = new FrameStore(folder.resolve("run"), "v");
    assertThat(store.list()).isEmpty();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void writesTheSameBytesEveryTimeAndNoFrameTwice() throws IOException {
    FrameStore store = new FrameStore(folder, "v");
    store.write(0, "ab", noise(50, 50));
    byte[] first = Files.readAllBytes(store.file(0));
    store.write(0, "ab", noise(50, 50));
    assertThat(Files.readAllBytes(store.file(0))).isEqualTo(first);
    assertThat(store.list()).containsExactly(0);
    try (Stream<Path> files = Files.list(store.file(0).getParent())) {
      assertThat(files).containsExactly(store.file(0));
    }
  }

  @Test
  void listsByNumberAndPassesOverWhatAKilledProcessLeft() throws IOException {
    FrameStore store = new FrameStore(folder, "v");
    for (int index : new int[] {2, 100_000, 0}) {
      store.write(index, "", noise(3, 3));
    }
    Path frames = store.file(0).getParent();
    Path young = Files.write(frames.resolve(".00001.png.a.partial"), new byte[] {1});
    Path old = Files.write(frames.resolve(".00003.png.b.partial"), new byte[] {1});
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Files.write(frames.resolve("000001.png"), new byte[] {1});
    Files.write(frames.resolve("notes.txt"), new byte[] {1});
    FrameStore reopened = new FrameStore(folder, "v");
    assertThat(reopened.list()).containsExactly(0, 2, 100_000);
    assertThat(reopened.has(1, "")).isFalse();
    reopened.write(1, "", noise(3, 3));
    assertThat(reopened.list()).containsExactly(0, 1, 2, 100_000);
    assertThat(young).exists();
    assertThat(old).doesNotExist();
  }

  @Test
  void aWriteThatFailsLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("x");
    AtomicFile.write(file, out -> out.write(1));
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(2);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(Files.readAllBytes(file)).containsExactly(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesNamesThatLeadElsewhere() {
    assertThatThrownBy(() -> new FrameStore(folder, "../v"))
        .hasMessage("view must be lower-case letters, digits and dashes, at most 64: was ../v");
    assertThatThrownBy(() -> new FrameStore(folder, "v").file(-1))
        .hasMessage("frame must be >= 0: was -1");
  }
}
