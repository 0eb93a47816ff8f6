// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngReaderTest {
  private static BufferedImage noise(int width, int height) {
    Random random = new Random(width);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    return image;
  }

  private static byte[] own(BufferedImage image, String fingerprint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PngWriter.write(image, fingerprint, out);
    return out.toByteArray();
  }

  @Test
  void readsWhatTheWriterWritesAsTheJdkDoes() throws IOException {
    for (int[] size : new int[][] {{1, 1}, {7, 3}, {64, 65}, {211, 1}, {1, 90}}) {
      BufferedImage image = noise(size[0], size[1]);
      for (String fingerprint : new String[] {"", "abc"}) {
        BufferedImage back = PngReader.read(own(image, fingerprint));
        assertThat(back.getWidth()).isEqualTo(size[0]);
        assertThat(back.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(Pixels.all(back)).isEqualTo(Pixels.all(image));
      }
    }
  }

  @Test
  void leavesOtherPicturesToTheJdk() throws IOException {
    BufferedImage image = noise(33, 21);
    for (int type : new int[] {BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_3BYTE_BGR}) {
      BufferedImage other = new BufferedImage(33, 21, type);
      other.getGraphics().drawImage(image, 0, 0, null);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(other, "png", out);
      assertThat(Pixels.all(PngReader.read(out.toByteArray()))).isEqualTo(Pixels.all(image));
    }
    assertThat(PngReader.read(new byte[] {1, 2, 3})).isNull();
    assertThat(PngReader.read(new byte[100])).isNull();
  }

  @Test
  void aDamagedPictureIsNotTakenForAPicture() throws IOException {
    byte[] bytes = own(noise(40, 30), "abc");
    for (int at : new int[] {70, 90, 1000, bytes.length - 20}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      assertThatThrownBy(() -> rejected(PngReader.read(damaged))).isInstanceOf(IOException.class);
    }
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length / 2);
    assertThatThrownBy(() -> rejected(PngReader.read(cut))).isInstanceOf(IOException.class);
  }

  private static void rejected(BufferedImage image) throws IOException {
    if (image == null) {
      throw new IOException("no picture");
    }
  }
}
