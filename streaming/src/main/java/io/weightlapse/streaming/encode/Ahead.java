// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same pictures, of which the next two are read on other threads while one is encoded. For one
 * thread at a time.
 */
public final class Ahead implements Pictures, AutoCloseable {
  private static final int NEXT = 2;

  private final Pictures pictures;
  private final Map<Integer, Future<BufferedImage>> reading = new HashMap<>();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          NEXT,
          task -> {
            Thread thread = new Thread(task, "weightlapse-read");
            thread.setDaemon(true);
            return thread;
          });

  /** Reads ahead in pictures that several threads may ask for. */
  public Ahead(Pictures pictures) {
    this.pictures = pictures;
  }

  @Override
  public int count() {
    return pictures.count();
  }

  @Override
  public BufferedImage picture(int index) throws IOException {
    reading.keySet().removeIf(k -> k < index || k > index + NEXT);
    for (int k = index; k <= Math.min(index + NEXT, count() - 1); k++) {
      reading.computeIfAbsent(k, at -> pool.submit(() -> pictures.picture(at)));
    }
    try {
      return reading.remove(index).get();
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

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
