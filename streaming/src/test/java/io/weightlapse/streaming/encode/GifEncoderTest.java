// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class GifEncoderTest {
  @TempDir Path folder;

  private record Read(BufferedImage canvas, int width, int height, int delay, String disposal) {}

  private static Pictures pictures(int count, IntFunction<BufferedImage> make) {
    return new Pictures() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public BufferedImage picture(int index) {
        return make.apply(index);
      }
    };
  }

  private static BufferedImage ball(int index) {
    BufferedImage image = new BufferedImage(120, 80, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 120, 80);
    g.setColor(new Color(31, 79, 224));
    g.fillRect(10 + 20 * index, 30, 10, 10);
    g.setColor(new Color(224, 32, 32));
    g.fillRect(5, 5, 10, 10);
    g.dispose();
    return image;
  }

  /** Reads all pictures, each laid over those before, with the JDK's own reader. */
  private static List<Read> read(Path file) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    List<Read> pictures = new ArrayList<>();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      BufferedImage canvas = null;
      for (int k = 0; k < reader.getNumImages(true); k++) {
        Element tree =
            (Element) reader.getImageMetadata(k).getAsTree("javax_imageio_gif_image_1.0");
        Element at = (Element) tree.getElementsByTagName("ImageDescriptor").item(0);
        Element control = (Element) tree.getElementsByTagName("GraphicControlExtension").item(0);
        BufferedImage part = reader.read(k);
        BufferedImage next =
            canvas == null
                ? new BufferedImage(part.getWidth(), part.getHeight(), BufferedImage.TYPE_INT_RGB)
                : new BufferedImage(
                    canvas.getWidth(), canvas.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = next.createGraphics();
        g.drawImage(canvas, 0, 0, null);
        g.drawImage(
            part,
            Integer.parseInt(at.getAttribute("imageLeftPosition")),
            Integer.parseInt(at.getAttribute("imageTopPosition")),
            null);
        g.dispose();
        canvas = next;
        pictures.add(
            new Read(
                canvas,
                part.getWidth(),
                part.getHeight(),
                Integer.parseInt(control.getAttribute("delayTime")),
                control.getAttribute("disposalMethod")));
      }
    } finally {
      reader.dispose();
    }
    return pictures;
  }

  @Test
  void flatColoursComeBackExactlyAndOnlyChangesAreStored() throws IOException {
    Path gif = folder.resolve("ball.gif");
    new GifEncoder().encode(pictures(4, GifEncoderTest::ball), gif);
    List<Read> back = read(gif);
    assertThat(back).hasSize(4);
    for (int k = 0; k < 4; k++) {
      assertThat(Pixels.all(back.get(k).canvas())).isEqualTo(Pixels.all(ball(k)));
      assertThat(back.get(k).delay()).isEqualTo(50);
      assertThat(back.get(k).disposal()).isEqualTo("doNotDispose");
    }
    assertThat(back.get(1).width()).isEqualTo(30);
    assertThat(back.get(1).height()).isEqualTo(10);
  }

  @Test
  void loopsForEver() throws IOException {
    Path gif = folder.resolve("loop.gif");
    new GifEncoder(Duration.ofMillis(120)).encode(pictures(2, GifEncoderTest::ball), gif);
    String bytes = Files.readString(gif, StandardCharsets.ISO_8859_1);
    assertThat(bytes).startsWith("GIF89a").endsWith(";");
    assertThat(bytes).contains("!\u00ff\u000bNETSCAPE2.0\u0003\u0001\u0000\u0000\u0000");
    assertThat(read(gif)).extracting(Read::delay).containsOnly(12);
  }

  @Test
  void noiseSurvivesFullCodeTablesWithinTheTolerance() throws IOException {
    Path gif = folder.resolve("noise.gif");
    IntFunction<BufferedImage> noise =
        k -> {
          Random random = new Random(k);
          BufferedImage image = new BufferedImage(211, 173, BufferedImage.TYPE_INT_RGB);
          for (int i = 0; i < 211 * 173; i++) {
            image.setRGB(i % 211, i / 211, random.nextInt(1 << 24));
          }
          return image;
        };
    new GifEncoder().encode(pictures(3, noise), gif);
    List<Read> back = read(gif);
    for (int k = 0; k < 3; k++) {
      int[] expected = Pixels.all(noise.apply(k));
      int[] actual = Pixels.all(back.get(k).canvas());
      double miss = 0;
      for (int i = 0; i < expected.length; i++) {
        for (int shift = 0; shift < 24; shift += 8) {
          miss += Math.abs(((expected[i] >> shift) & 0xff) - ((actual[i] >> shift) & 0xff));
        }
      }
      assertThat(miss / (3 * expected.length)).isLessThan(20);
    }
  }

  /** Pictures that creep: what stands for another colour must not add up. */
  @Test
  void coloursThatStandForOthersStayAsNearHoweverManyPicturesFollow() throws IOException {
    Path gif = folder.resolve("creep.gif");
    IntFunction<BufferedImage> creep =
        k -> {
          Random random = new Random(1);
          BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
          for (int i = 0; i < 64 * 48; i++) {
            int red = i % 64 < 20 ? 255 : (random.nextInt(200) + k) % 256;
            image.setRGB(i % 64, i / 64, i % 64 < 20 ? 0xffffff : red << 16 | 0x3040);
          }
          return image;
        };
    Pictures all = pictures(100, creep);
    new GifEncoder().encode(all, gif);
    Palette palette = GifEncoder.palette(all, 255);
    List<Read> back = read(gif);
    int others = 0;
    for (int k = 0; k < 100; k++) {
      int[] pixels = Pixels.all(creep.apply(k));
      int[] actual = Pixels.all(back.get(k).canvas());
      for (int i = 0; i < pixels.length; i++) {
        int exact = palette.colour(palette.nearest(pixels[i]));
        int red = (exact >> 16) - (actual[i] >> 16);
        int green = (exact >> 8 & 0xff) - (actual[i] >> 8 & 0xff);
        int blue = (exact & 0xff) - (actual[i] & 0xff);
        double apart = Math.sqrt((3 * red * red + 4 * green * green + 2 * blue * blue) / 9.0);
        assertThat(apart).isLessThanOrEqualTo(GifEncoder.LEVELS);
        others += apart > 0 ? 1 : 0;
        if (i % 64 < 20) {
          assertThat(actual[i]).isEqualTo(0xffffff);
        }
      }
    }
    assertThat(others).isPositive();
  }

  @Test
  void theNearestColourIsThatOfASearchThroughAll() {
    Random random = new Random(5);
    int[] colours = random.ints(255, 0, 1 << 24).toArray();
    Palette palette = new Palette(colours);
    for (int k = 0; k < 20_000; k++) {
      int rgb = random.nextInt(1 << 24);
      int best = 0;
      for (int i = 1; i < colours.length; i++) {
        best = distance(colours[i], rgb) < distance(colours[best], rgb) ? i : best;
      }
      assertThat(palette.nearest(rgb)).isEqualTo(best);
    }
  }

  private static int distance(int a, int b) {
    int red = (a >> 16) - (b >> 16);
    int green = (a >> 8 & 0xff) - (b >> 8 & 0xff);
    int blue = (a & 0xff) - (b & 0xff);
    return 3 * red * red + 4 * green * green + 2 * blue * blue;
  }

  /** Encoders ask for one picture after the other and keep none. */
  @Test
  void holdsThreePicturesAtMostHoweverManyCome() throws IOException {
    List<WeakReference<BufferedImage>> made = new ArrayList<>();
    IntFunction<BufferedImage> large =
        k -> {
          if (made.size() % 50 == 49) {
            System.gc();
            long held = made.stream().filter(m -> m.get() != null).count();
            assertThat(held).isLessThanOrEqualTo(3);
          }
          BufferedImage image = ball(k % 4);
          made.add(new WeakReference<>(image));
          return image;
        };
    new GifEncoder().encode(pictures(300, large), folder.resolve("long.gif"));
    assertThat(made).hasSizeGreaterThanOrEqualTo(300);
  }

  @Test
  void everyNumberOfColoursAndSizeIsReadable() throws IOException {
    for (int colours : new int[] {1, 2, 3, 4, 7, 8, 15, 16, 64, 127, 128, 254, 255, 256, 300}) {
      Path gif = folder.resolve(colours + ".gif");
      IntFunction<BufferedImage> bars =
          k -> {
            BufferedImage image = new BufferedImage(colours, 5, BufferedImage.TYPE_INT_RGB);
            for (int x = 0; x < colours; x++) {
              for (int y = 0; y < 5; y++) {
                image.setRGB(x, y, 0x10101 * (x % 256) ^ (x / 256) << 4);
              }
            }
            return image;
          };
      new GifEncoder().encode(pictures(2, bars), gif);
      int[] actual = Pixels.all(read(gif).get(1).canvas());
      if (colours <= 255) {
        assertThat(actual).isEqualTo(Pixels.all(bars.apply(0)));
      } else {
        assertThat(Arrays.stream(actual).distinct().count()).isBetween(200L, 255L);
      }
    }
  }

  @Test
  void picturesThatDoNotChangeStillTakeTheirTime() throws IOException {
    Path gif = folder.resolve("still.gif");
    new GifEncoder().encode(pictures(3, k -> ball(0)), gif);
    List<Read> back = read(gif);
    assertThat(back).hasSize(3);
    assertThat(Pixels.all(back.get(2).canvas())).isEqualTo(Pixels.all(ball(0)));
    assertThat(back.get(2).width()).isEqualTo(1);
  }

  @Test
  void failuresLeaveNoFileAndNameWhatIsWrong() {
    Path gif = folder.resolve("bad.gif");
    IntFunction<BufferedImage> growing =
        k -> new BufferedImage(10 + k, 10, BufferedImage.TYPE_INT_RGB);
    assertThatThrownBy(() -> new GifEncoder().encode(pictures(2, growing), gif))
        .hasMessage("pictures must be 10x10: was 11x10");
    assertThatThrownBy(() -> new GifEncoder().encode(pictures(0, growing), gif))
        .hasMessage("pictures must be >= 1: was 0");
    assertThatThrownBy(() -> new GifEncoder(Duration.ofMillis(3)))
        .hasMessage("delay must be 20 to 655350 ms: was 3");
    assertThat(folder).isEmptyDirectory();
  }
}
