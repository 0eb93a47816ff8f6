// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR0;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import io.weightlapse.core.util.Checks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * One video being written through FFmpeg's libraries. Colours are BT.601, and said to be. Pictures
 * of an odd width or height get a white row more: chroma is stored for squares of two by two.
 */
final class VideoWriter implements AutoCloseable {
  private static final int AGAIN = -11; // AVERROR(EAGAIN)
  private static final int END = -541478725; // AVERROR_EOF

  private final int width;
  private final int height;
  private final IntPointer pixels;
  private AVFormatContext file = new AVFormatContext(null);
  private AVCodecContext codec;
  private AVStream stream;
  private AVFrame frame;
  private AVPacket packet;
  private SwsContext colours;
  private long written;

  private VideoWriter(BufferedImage first) {
    this.width = first.getWidth() + (first.getWidth() & 1);
    this.height = first.getHeight() + (first.getHeight() & 1);
    this.pixels = new IntPointer((long) width * height);
  }

  static VideoWriter open(VideoEncoder.Kind kind, Pace pace, Path path, BufferedImage first)
      throws IOException {
    av_log_set_level(AV_LOG_ERROR);
    VideoWriter writer = new VideoWriter(first);
    try {
      writer.open(kind, pace, path.toString());
      return writer;
    } catch (IOException | RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  private void open(VideoEncoder.Kind kind, Pace pace, String path) throws IOException {
    check(
        avformat_alloc_output_context2(file, null, kind.extension, path),
        "cannot make a " + kind.extension);
    AVCodec encoder = avcodec_find_encoder_by_name(kind.codec);
    if (encoder == null) {
      throw new IOException("this FFmpeg has no " + kind.codec);
    }
    stream = avformat_new_stream(file, null);
    codec = avcodec_alloc_context3(encoder);
    codec.width(width).height(height).pix_fmt(AV_PIX_FMT_YUV420P);
    codec.time_base(av_make_q(1000, pace.thousandths()));
    codec.framerate(av_make_q(pace.thousandths(), 1000));
    codec.gop_size(Math.max(12, pace.thousandths() / 500));
    codec.color_range(AVCOL_RANGE_MPEG).colorspace(AVCOL_SPC_SMPTE170M);
    codec.color_primaries(AVCOL_PRI_SMPTE170M).color_trc(AVCOL_TRC_SMPTE170M);
    AVDictionary options = new AVDictionary(null);
    if (kind == VideoEncoder.Kind.WEBM) {
      codec.bit_rate(0);
      av_dict_set(options, "crf", "24", 0);
      av_dict_set(options, "deadline", "good", 0);
      av_dict_set(options, "cpu-used", "4", 0);
      av_dict_set(options, "row-mt", "1", 0);
    } else {
      // enough for lines and text to stay sharp; flat pictures take far less
      codec.bit_rate(
          Math.max(2_000_000L, (long) (0.25 * width * height * pace.thousandths() / 1000)));
      codec.qmin(8).qmax(26);
    }
    codec.thread_count(Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())));
    if ((file.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec_open2(codec, encoder, options), "cannot open " + kind.codec);
    av_dict_free(options);
    check(avcodec_parameters_from_context(stream.codecpar(), codec), "cannot describe the video");
    stream.time_base(codec.time_base()).avg_frame_rate(codec.framerate());
    AVIOContext io = new AVIOContext(null);
    check(avio_open(io, path, AVIO_FLAG_WRITE), "cannot write " + path);
    file.pb(io);
    AVDictionary how = new AVDictionary(null);
    if (kind == VideoEncoder.Kind.MP4) {
      av_dict_set(how, "movflags", "+faststart", 0); // plays while it is loaded
    }
    check(avformat_write_header(file, how), "cannot write " + path);
    av_dict_free(how);
    frame = av_frame_alloc();
    frame.format(AV_PIX_FMT_YUV420P).width(width).height(height);
    check(av_frame_get_buffer(frame, 0), "no memory for a picture");
    packet = av_packet_alloc();
    colours =
        sws_getContext(
            width,
            height,
            AV_PIX_FMT_BGR0,
            width,
            height,
            AV_PIX_FMT_YUV420P,
            SWS_BICUBIC,
            null,
            null,
            (DoublePointer) null);
  }

  /** Adds a picture of the first one's size. */
  void add(BufferedImage picture) throws IOException {
    Checks.require(
        picture.getWidth() + (picture.getWidth() & 1) == width
            && picture.getHeight() + (picture.getHeight() & 1) == height,
        "pictures must be %dx%d: was %dx%d",
        width,
        height,
        picture.getWidth(),
        picture.getHeight());
    int[] row = new int[picture.getWidth()];
    int[] wide = new int[width];
    for (int y = 0; y < height; y++) {
      java.util.Arrays.fill(wide, 0xffffff);
      if (y < picture.getHeight()) {
        Pixels.row(picture, y, row);
        System.arraycopy(row, 0, wide, 0, row.length);
      }
      pixels.position((long) y * width).put(wide, 0, width);
    }
    pixels.position(0);
    check(av_frame_make_writable(frame), "no memory for a picture");
    try (PointerPointer<Pointer> from = new PointerPointer<>(1);
        IntPointer line = new IntPointer(1)) {
      from.put(0, pixels);
      line.put(0, 4 * width);
      check(
          sws_scale(colours, from, line, 0, height, frame.data(), frame.linesize()),
          "cannot convert a picture");
    }
    frame.pts(written++);
    send(frame);
  }

  /** Writes what the codec still holds, and the end of the file. */
  void end() throws IOException {
    send(null);
    check(av_write_trailer(file), "cannot end the video");
  }

  private void send(AVFrame next) throws IOException {
    check(avcodec_send_frame(codec, next), "cannot encode a picture");
    while (true) {
      int state = avcodec_receive_packet(codec, packet);
      if (state == AGAIN || state == END) {
        return;
      }
      check(state, "cannot encode a picture");
      if (packet.duration() == 0) {
        packet.duration(1);
      }
      av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
      packet.stream_index(stream.index());
      check(av_interleaved_write_frame(file, packet), "cannot write the video");
    }
  }

  private static void check(int state, String what) throws IOException {
    if (state < 0) {
      try (BytePointer text = new BytePointer(256)) {
        av_strerror(state, text, 256);
        throw new IOException(what + ": " + text.getString());
      }
    }
  }

  @Override
  public void close() {
    sws_freeContext(colours);
    colours = null;
    av_packet_free(packet);
    av_frame_free(frame);
    avcodec_free_context(codec);
    if (file != null && !file.isNull()) {
      if (file.pb() != null) {
        avio_closep(file.pb());
      }
      avformat_free_context(file);
      file = null;
    }
    pixels.close();
  }
}
