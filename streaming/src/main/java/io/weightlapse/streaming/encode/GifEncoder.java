// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import io.weightlapse.core.util.Checks;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Makes animated GIFs that loop for ever. One palette serves all pictures, so that nothing
 * flickers; there is no dithering, so that flat stays flat. Of each picture only the rectangle that
 * changed is stored, and within it only the pixels that did. Colours that are all but the same may
 * stand for each other where that makes the file smaller; those of which there is much stand for no
 * others. Colours are looked up on a thread of their own, so that four pictures are held at a time,
 * however many come.
 */
public final class GifEncoder implements Encoder {
  /** How long a picture stays unless told otherwise. */
  public static final Duration DELAY = Duration.ofMillis(500);

  private static final int COLOURS = 255;
  private static final int SAMPLED = 8;
  static final int LARGEST = 0xffff;

  /** How far colours that look the same lie apart, of 255: less than the eye sees in a line. */
  static final double LEVELS = 8;

  private final int hundredths;

  /** Each picture stays half a second. */
  public GifEncoder() {
    this(DELAY);
  }

  /** Each picture stays so long, in steps of 10 ms. */
  public GifEncoder(Duration delay) {
    long steps = Math.round(delay.toMillis() / 10.0);
    Checks.require(
        steps >= 2 && steps <= LARGEST, "delay must be 20 to 655350 ms: was %d", delay.toMillis());
    this.hundredths = (int) steps;
  }

  @Override
  public String extension() {
    return "gif";
  }

  @Override
  public void encode(Pictures pictures, Path target) throws IOException {
    Checks.atLeast("pictures", pictures.count(), 1);
    Palette palette = palette(pictures, COLOURS);
    AtomicFile.write(target, out -> write(pictures, palette, out));
  }

  static Palette palette(Pictures pictures, int colours) throws IOException {
    Histogram histogram = new Histogram();
    int last = pictures.count() - 1;
    int samples = Math.min(SAMPLED, pictures.count());
    for (int s = 0; s < samples; s++) {
      int index = samples == 1 ? 0 : (int) ((long) s * last / (samples - 1));
      histogram.add(Pixels.all(pictures.picture(index)));
    }
    return MedianCut.palette(histogram, colours);
  }

  private void write(Pictures pictures, Palette palette, OutputStream out) throws IOException {
    byte[][] alike = palette.alike(LEVELS);
    try (Indexing indexing = new Indexing(pictures, palette)) {
      GifWriter gif = null;
      byte[] before = null;
      for (int k = 0; k < pictures.count(); k++) {
        Indexing.Indexed picture = indexing.next();
        int width = picture.width();
        if (gif == null) {
          gif = new GifWriter(out, width, picture.height(), palette, alike);
          gif.loop();
        }
        byte[] now = picture.indices();
        if (before != null) {
          Changes.keep(before, now, alike);
        }
        Rectangle changed = Changes.rectangle(before, now, width, picture.height());
        byte[] part = Changes.part(before, now, width, changed, (byte) palette.size());
        gif.picture(changed, part, palette.size(), hundredths);
        Changes.put(part, now, width, changed, (byte) palette.size());
        before = now; // as it is shown: nothing drifts from picture to picture
      }
      gif.end();
    }
  }

  static byte[] indices(int[] pixels, Palette palette) {
    byte[] indices = new byte[pixels.length];
    indices(pixels, 0, pixels.length, palette, indices);
    return indices;
  }

  static void indices(int[] pixels, int from, int to, Palette palette, byte[] indices) {
    int colour = -1;
    byte index = 0;
    for (int i = from; i < to; i++) {
      if (pixels[i] != colour) {
        colour = pixels[i];
        index = (byte) palette.nearest(colour);
      }
      indices[i] = index;
    }
  }
}
