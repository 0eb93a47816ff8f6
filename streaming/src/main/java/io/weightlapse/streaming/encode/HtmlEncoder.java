// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Makes one HTML file that plays by itself, without a network: a scrubber, speed, single steps, by
 * mouse and keyboard. Pictures have the colours that a GIF of them would have, and are stored in
 * compressed blocks of {@link #BLOCK}: the first whole, of the others what changed. A browser
 * unpacks the blocks that it shows. The file has at most {@link #MOST} bytes; holds one block.
 */
public final class HtmlEncoder implements Encoder {
  /** Pictures of a block. */
  static final int BLOCK = 16;

  /** Most bytes of a file, 64 MiB: more than that browsers open slowly. */
  public static final long MOST = 64L << 20;

  private static final int COLOURS = 255;

  private final String title;
  private final Pace pace;
  private final long most;

  /** Makes pages of a title. */
  public HtmlEncoder(String title, Pace pace) {
    this(title, pace, MOST);
  }

  HtmlEncoder(String title, Pace pace, long most) {
    this.title = title;
    this.pace = pace;
    this.most = most;
  }

  @Override
  public String extension() {
    return "html";
  }

  @Override
  public void encode(Pictures pictures, Path target) throws IOException {
    Checks.atLeast("pictures", pictures.count(), 1);
    Palette palette = GifEncoder.palette(pictures, COLOURS);
    BufferedImage first = pictures.picture(0);
    String page =
        template()
            .replace("@TITLE@", escaped(title))
            .replace("@WIDTH@", Integer.toString(first.getWidth()))
            .replace("@HEIGHT@", Integer.toString(first.getHeight()))
            .replace("@COUNT@", Integer.toString(pictures.count()))
            .replace("@BLOCK@", Integer.toString(BLOCK))
            .replace("@FPS@", Double.toString(pace.thousandths() / 1000.0))
            .replace("@PALETTE@", colours(palette));
    int data = page.indexOf("@DATA@");
    AtomicFile.write(
        target,
        out -> {
          out.write(page.substring(0, data).getBytes(StandardCharsets.UTF_8));
          blocks(pictures, palette, first, out);
          out.write(page.substring(data + 6).getBytes(StandardCharsets.UTF_8));
        });
  }

  private void blocks(Pictures pictures, Palette palette, BufferedImage first, OutputStream out)
      throws IOException {
    long written = 0;
    for (int from = 0; from < pictures.count(); from += BLOCK) {
      int to = Math.min(pictures.count(), from + BLOCK);
      byte[] block = block(pictures, palette, first, from, to);
      written += block.length;
      if (written > most) {
        throw new UserException(
            "an HTML file must be <= "
                + (most >> 20)
                + " MiB: was more after "
                + to
                + " of "
                + pictures.count()
                + " frames; take fewer (--every), smaller ones (--size), or --format mp4",
            1,
            null);
      }
      out.write("<script type=\"text/plain\" class=\"block\">".getBytes(StandardCharsets.US_ASCII));
      out.write(block);
      out.write("</script>\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** For each picture left, top, width and height of what changed, then its indices. */
  private static byte[] block(
      Pictures pictures, Palette palette, BufferedImage first, int from, int to)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(6);
    try (DataOutputStream zip = new DataOutputStream(new DeflaterOutputStream(bytes, deflater))) {
      byte[] before = null;
      for (int k = from; k < to; k++) {
        BufferedImage image = pictures.picture(k);
        Checks.require(
            image.getWidth() == first.getWidth() && image.getHeight() == first.getHeight(),
            "pictures must be %dx%d: was %dx%d",
            first.getWidth(),
            first.getHeight(),
            image.getWidth(),
            image.getHeight());
        byte[] now = GifEncoder.indices(Pixels.all(image), palette);
        Rectangle changed = Changes.rectangle(before, now, image.getWidth(), image.getHeight());
        zip.writeShort(changed.x);
        zip.writeShort(changed.y);
        zip.writeShort(changed.width);
        zip.writeShort(changed.height);
        zip.write(Changes.part(before, now, image.getWidth(), changed, (byte) palette.size()));
        before = now;
      }
    } finally {
      deflater.end();
    }
    return Base64.getEncoder().encode(bytes.toByteArray());
  }

  private static String colours(Palette palette) {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < palette.size(); c++) {
      text.append(String.format("%06x", palette.colour(c)));
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String template() throws IOException {
    try (InputStream in = HtmlEncoder.class.getResourceAsStream("player.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
