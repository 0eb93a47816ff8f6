// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncodersTest {
  private static final int COUNT = 37;

  @TempDir private Path folder;

  /** A square that wanders over white, 101 x 75: an odd size. */
  private static Pictures wandering() {
    return new Pictures() {
      @Override
      public int count() {
        return COUNT;
      }

      @Override
      public BufferedImage picture(int index) {
        BufferedImage image = new BufferedImage(101, 75, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 101, 75);
        g.setColor(new Color(200, 20, 20));
        g.fillRect(2 * index, 20, 24, 24);
        g.dispose();
        return image;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(VideoEncoder.Kind.class)
  void videosHaveEveryPicture(VideoEncoder.Kind kind) throws IOException {
    Path file = folder.resolve("video." + kind.extension);
    new VideoEncoder(kind, Pace.of(10)).encode(wandering(), file);
    assertThat(brightness(file))
        .hasSize(COUNT)
        .allSatisfy(b -> assertThat(b).isBetween(150.0, 250.0));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file); // nothing half-written beside it
    }
  }

  /** Mean luma of each picture, decoded again. */
  private static java.util.List<Double> brightness(Path file) {
    AVFormatContext in = new AVFormatContext(null);
    assertThat(avformat.avformat_open_input(in, file.toString(), null, null)).isZero();
    assertThat(avformat.avformat_find_stream_info(in, (PointerPointer<?>) null)).isNotNegative();
    var parameters = in.streams(0).codecpar();
    assertThat(parameters.width()).isEqualTo(102);
    assertThat(parameters.height()).isEqualTo(76);
    var decoder = avcodec.avcodec_find_decoder(parameters.codec_id());
    AVCodecContext codec = avcodec.avcodec_alloc_context3(decoder);
    avcodec.avcodec_parameters_to_context(codec, parameters);
    assertThat(avcodec.avcodec_open2(codec, decoder, (AVDictionary) null)).isZero();
    AVPacket packet = avcodec.av_packet_alloc();
    AVFrame frame = avutil.av_frame_alloc();
    java.util.List<Double> means = new java.util.ArrayList<>();
    boolean more = true;
    while (more) {
      more = avformat.av_read_frame(in, packet) >= 0;
      avcodec.avcodec_send_packet(codec, more ? packet : null);
      while (avcodec.avcodec_receive_frame(codec, frame) >= 0) {
        double sum = 0;
        for (int y = 0; y < frame.height(); y++) {
          for (int x = 0; x < frame.width(); x++) {
            sum += frame.data(0).get((long) y * frame.linesize(0) + x) & 0xff;
          }
        }
        means.add(sum / frame.height() / frame.width());
      }
    }
    avutil.av_frame_free(frame);
    avcodec.av_packet_free(packet);
    avcodec.avcodec_free_context(codec);
    avformat.avformat_close_input(in);
    return means;
  }

  @Test
  void theHtmlHoldsEveryPicture() throws IOException {
    Path file = folder.resolve("a.html");
    new HtmlEncoder("a <b>", Pace.of(Duration.ofMillis(200))).encode(wandering(), file);
    String page = Files.readString(file);
    assertThat(page).contains("<title>a &lt;b&gt;</title>").contains("fps = 5.0");
    assertThat(page).doesNotContain("http:").doesNotContain("https:").doesNotContain("@DATA@");
    Matcher palette = Pattern.compile("\"([0-9a-f]{6,})\"\\.match").matcher(page);
    assertThat(palette.find()).isTrue();
    Matcher blocks =
        Pattern.compile("<script type=\"text/plain\" class=\"block\">([^<]*)</script>")
            .matcher(page);
    int frames = 0;
    int[] pixels = new int[101 * 75];
    while (blocks.find()) {
      byte[] packed =
          Base64.getDecoder().decode(blocks.group(1).getBytes(StandardCharsets.US_ASCII));
      byte[] bytes = new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes();
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      while (in.available() > 0) {
        int x = in.readUnsignedShort();
        int y = in.readUnsignedShort();
        int w = in.readUnsignedShort();
        int h = in.readUnsignedShort();
        for (int p = 0; p < w * h; p++) {
          int index = in.readUnsignedByte();
          if (6 * index < palette.group(1).length()) {
            String colour = palette.group(1).substring(6 * index, 6 * index + 6);
            pixels[(y + p / w) * 101 + x + p % w] = Integer.parseInt(colour, 16);
          }
        }
        assertThat(pixels).isEqualTo(Pixels.all(wandering().picture(frames)));
        frames++;
      }
    }
    assertThat(frames).isEqualTo(COUNT);
  }

  @Test
  void anHtmlThatIsTooLargeIsRefused() {
    Path file = folder.resolve("b.html");
    assertThatThrownBy(() -> new HtmlEncoder("b", Pace.of(10), 100).encode(wandering(), file))
        .hasMessageStartingWith("an HTML file must be <= 0 MiB: was more after 16 of 37 frames");
    assertThat(file).doesNotExist();
  }

  @Test
  void paceAndScaling() throws IOException {
    assertThatThrownBy(() -> Pace.of(0)).hasMessage("--fps must be 0.01 to 50: was 0.0");
    assertThat(Pace.of(12.5).delay()).isEqualTo(Duration.ofMillis(80));
    BufferedImage picture = wandering().picture(3);
    assertThat(Scaling.fit(picture, 101, 75)).isSameAs(picture);
    BufferedImage small = Scaling.fit(picture, 40, 40);
    assertThat(small.getWidth()).isEqualTo(40);
    assertThat(new Color(small.getRGB(0, 0))).isEqualTo(Color.WHITE);
    assertThat((double) new Color(small.getRGB(6, 16)).getRed()).isCloseTo(200, within(25.0));
  }
}
