// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.consume.StreamConsumer;
import io.weightlapse.streaming.gallery.LiveStream;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Waits for the animations of one run. */
final class DemoFrames extends StreamNews implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Output out;
  private final String run;
  private final int total;
  private final AtomicInteger stored = new AtomicInteger();
  private final CountDownLatch complete = new CountDownLatch(1);
  private volatile Progress bar;
  private volatile String failure;

  DemoFrames(Output out, LiveStream live, RunManifest manifest, List<String> views) {
    super(out, live);
    this.out = out;
    this.run = manifest.run();
    this.total =
        views.stream().mapToInt(view -> Views.automatic(view, manifest).frameCount()).sum();
  }

  @Override
  public void frameDrawn(String ofRun, String view, int index, Path file) {
    if (ofRun.equals(run)) {
      int done = stored.incrementAndGet();
      if (bar != null) {
        bar.at(done);
      }
    }
  }

  @Override
  public void runComplete(String ofRun) {
    super.runComplete(ofRun);
    if (ofRun.equals(run)) {
      complete.countDown();
    }
  }

  @Override
  public void runFailed(String ofRun, String message) {
    super.runFailed(ofRun, message);
    if (ofRun.equals(run)) {
      failure = message;
      complete.countDown();
    }
  }

  /** Returns when every frame and animation is on the disk. */
  void await(StreamConsumer consumer) throws IOException, InterruptedException {
    bar = out.progress("drawing", "frames", total);
    int before = stored.get();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!complete.await(100, TimeUnit.MILLISECONDS)) {
      consumer.check();
      if (stored.get() > before) {
        before = stored.get();
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      }
      if (System.nanoTime() > deadline) {
        throw new UserException(
            "no frame was drawn for " + PATIENCE_SECONDS + " s: " + stored + " of " + total,
            1,
            null);
      }
    }
    bar.close();
    if (failure != null) {
      throw new UserException("run " + run + " could not be drawn: " + failure, 1, null);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
