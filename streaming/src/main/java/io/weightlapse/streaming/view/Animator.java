// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.encode.Ahead;
import io.weightlapse.streaming.encode.Encoder;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Plays events to a view, stores the frames that are not current, and encodes the animations. Draws
 * on a thread more than there are processors, as each waits for the disk now and then, and holds
 * twice as many frames.
 */
public final class Animator {
  private final View view;
  private final FrameStore store;
  private final List<Encoder> encoders;
  private final FrameListener listener;
  private final Deque<Future<?>> drawing = new ArrayDeque<>();
  private final AtomicInteger drawn = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private UnaryOperator<BufferedImage> finish = picture -> picture;
  private BooleanSupplier stop = () -> false;
  private int frames;

  /** Makes one animation of a view that has seen no events. */
  public Animator(View view, FrameStore store, Encoder encoder, FrameListener listener) {
    this(view, store, List.of(encoder), listener);
  }

  /** Makes animations of a view that has seen no events; of none, it has frames alone. */
  public Animator(View view, FrameStore store, List<Encoder> encoders, FrameListener listener) {
    this.view = view;
    this.store = store;
    this.encoders = List.copyOf(encoders);
    this.listener = listener;
  }

  /** Pictures go through {@code finish} before they are stored. */
  public Animator finish(UnaryOperator<BufferedImage> newFinish) {
    finish = newFinish;
    return this;
  }

  /** Ends with an {@link InterruptedIOException} soon after that is true; whole frames stay. */
  public Animator until(BooleanSupplier newStop) {
    stop = newStop;
    return this;
  }

  /**
   * Plays the source to its end, for some views twice. A run that is not over, or lacks surfaces,
   * has fewer frames than expected; none at all is an error.
   */
  public Animation render(EventSource source) throws IOException {
    if (view instanceof LookingAhead ahead && ahead.looks()) {
      source.deliver(
          event -> {
            checkStop();
            ahead.look(event);
          });
    }
    int threads = 1 + Math.min(8, Runtime.getRuntime().availableProcessors());
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "weightlapse-draw");
              thread.setDaemon(true);
              return thread;
            });
    try {
      source.deliver(event -> store(view.accept(event), pool, 2 * threads));
      store(view.end(), pool, 2 * threads);
      await(0);
    } finally {
      pool.shutdownNow();
    }
    if (frames == 0) {
      throw new UserException(view.whyNoFrames(), 1, null);
    }
    store.trim(frames);
    List<Path> files = new ArrayList<>();
    for (Encoder encoder : encoders) {
      Path file = store.animation(encoder.extension());
      try (Ahead ahead = new Ahead(store.pictures(frames))) {
        encoder.encode(guarded(ahead), file);
      }
      files.add(file);
    }
    return new Animation(
        files.isEmpty() ? store.folder() : files.get(0),
        files,
        frames,
        drawn.get(),
        view.frameCount());
  }

  private Pictures guarded(Pictures pictures) {
    return new Pictures() {
      @Override
      public int count() {
        return pictures.count();
      }

      @Override
      public BufferedImage picture(int index) throws IOException {
        checkStop();
        return pictures.picture(index);
      }
    };
  }

  private void checkStop() throws InterruptedIOException {
    if (stop.getAsBoolean()) {
      throw new InterruptedIOException("stopped");
    }
  }

  private void store(List<Frame> completed, ExecutorService pool, int most) throws IOException {
    checkStop();
    for (Frame frame : completed) {
      frames = frame.index() + 1;
      await(most - 1);
      drawing.add(pool.submit(() -> draw(frame)));
    }
  }

  private Void draw(Frame frame) throws IOException {
    if (!store.has(frame.index(), frame.fingerprint())) {
      store.write(frame.index(), frame.fingerprint(), finish.apply(frame.picture().get()));
      drawn.incrementAndGet();
    }
    synchronized (listener) {
      listener.frameStored(view.name(), done.incrementAndGet(), view.frameCount());
    }
    return null;
  }

  /** Waits until no more than so many frames are being drawn. */
  private void await(int most) throws IOException {
    while (drawing.size() > most) {
      try {
        drawing.remove().get();
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
  }
}
