// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import io.weightlapse.core.util.Checks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Pictures as indices of a palette, in order; the next one is made on another thread while one is
 * encoded.
 */
final class Indexing implements AutoCloseable {
  /**
   * One picture.
   *
   * @param indices row after row; the caller's to change
   */
  record Indexed(int width, int height, byte[] indices) {}

  private final Pictures pictures;
  private final Palette palette;
  private final ExecutorService pool =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "weightlapse-colours");
            thread.setDaemon(true);
            return thread;
          });
  private int asked;
  private Future<Indexed> coming;
  private int width;
  private int height;
  private int[] pixelsBefore; // of the pool's thread, as what follows
  private byte[] indicesBefore;

  Indexing(Pictures pictures, Palette palette) {
    this.pictures = pictures;
    this.palette = palette;
    this.coming = ask();
  }

  private Future<Indexed> ask() {
    int index = asked++;
    return pool.submit(() -> indexed(pictures.picture(index)));
  }

  Indexed next() throws IOException {
    Future<Indexed> now = coming;
    if (asked < pictures.count()) {
      coming = ask();
    }
    try {
      return now.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The nearest colours; rows that are those of the picture before are copied. */
  private Indexed indexed(BufferedImage image) {
    check(image);
    int[] pixels = Pixels.all(image);
    byte[] indices = new byte[pixels.length];
    for (int at = 0; at < pixels.length; at += width) {
      int end = at + width;
      if (pixelsBefore != null && Arrays.equals(pixels, at, end, pixelsBefore, at, end)) {
        System.arraycopy(indicesBefore, at, indices, at, width);
      } else {
        GifEncoder.indices(pixels, at, end, palette, indices);
      }
    }
    pixelsBefore = pixels;
    indicesBefore = indices;
    return new Indexed(width, height, indices.clone());
  }

  private void check(BufferedImage image) {
    if (pixelsBefore == null) {
      width = image.getWidth();
      height = image.getHeight();
      Checks.require(
          Math.max(width, height) <= GifEncoder.LARGEST,
          "width and height must be <= %d: was %dx%d",
          GifEncoder.LARGEST,
          width,
          height);
    }
    Checks.require(
        image.getWidth() == width && image.getHeight() == height,
        "pictures must be %dx%d: was %dx%d",
        width,
        height,
        image.getWidth(),
        image.getHeight());
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
