// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import io.weightlapse.streaming.encode.LostFrameException;
import io.weightlapse.streaming.view.Frame;
import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/**
 * Draws and stores on threads of its own, so that a slow picture never keeps the consumer from
 * polling. A full disk is waited for: what cannot be written is tried again, and the listener hears
 * of it once, and once more when writing works again.
 */
final class FrameWriter implements Closeable {
  private static final long RETRY_MILLIS = 1000;

  /** What came of a frame ({@code index >= 0}) or of an animation ({@code index == -1}). */
  record Done(
      Term term, String run, String view, int index, Path file, boolean drawn, Throwable error) {}

  /** While the term in which it was asked for lasts, work on a run may be published. */
  private record Term(int generation, int forgotten) {}

  private final Counters counters;
  private final StreamListener listener;
  private final ExecutorService pool;
  private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicInteger generation = new AtomicInteger();
  private final Map<String, Integer> forgotten = new ConcurrentHashMap<>();

  /** Held by who stores, shared; and alone by who says that nothing more may be stored. */
  private final ReadWriteLock storing = new ReentrantReadWriteLock();

  private final AtomicInteger failing = new AtomicInteger();

  /** The latest work on each frame's file: an older one must not be stored after it. */
  private final Map<Path, Object> latest = new ConcurrentHashMap<>();

  FrameWriter(int threads, Counters counters, StreamListener listener) {
    this.counters = counters;
    this.listener = listener;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "weightlapse-draw");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Draws the frame unless it is stored and current. */
  void frame(String run, FrameStore store, String view, Frame frame) {
    Path file = store.file(frame.index());
    Object work = new Object();
    latest.put(file, work);
    submit(
        run,
        view,
        frame.index(),
        file,
        mine -> {
          boolean drawn = draw(store, frame, () -> lasts(mine, run) && latest.get(file) == work);
          latest.remove(file, work);
          return drawn;
        });
  }

  private boolean draw(FrameStore store, Frame frame, BooleanSupplier wanted) throws IOException {
    if (store.has(frame.index(), frame.fingerprint())) {
      counters.framesFound.increment();
      return false;
    }
    BufferedImage picture = frame.picture().get();
    storing.readLock().lock();
    try {
      synchronized (store) {
        // The partitions may have gone to another consumer, or a newer survey may have come.
        if (!wanted.getAsBoolean()) {
          return false;
        }
        store.write(frame.index(), frame.fingerprint(), picture);
      }
    } finally {
      storing.readLock().unlock();
    }
    counters.framesDrawn.increment();
    return true;
  }

  /** Encodes the first {@code count} frames. */
  void animation(String run, FrameStore store, String view, int count, Duration pace) {
    GifEncoder encoder = new GifEncoder(pace);
    Path file = store.animation(encoder.extension());
    submit(
        run,
        view,
        -1,
        file,
        mine -> {
          if (lasts(mine, run)) {
            encoder.encode(store.pictures(count), file);
            counters.animations.increment();
          }
          return true;
        });
  }

  private interface Work {
    boolean run(Term mine) throws IOException;
  }

  private void submit(String run, String view, int index, Path file, Work work) {
    Term mine = term(run);
    outstanding.incrementAndGet();
    try {
      Future<?> unused = pool.submit(() -> attempt(mine, run, view, index, file, work));
    } catch (RejectedExecutionException e) {
      outstanding.decrementAndGet(); // closing
    }
  }

  private void attempt(Term mine, String run, String view, int index, Path file, Work work) {
    Throwable error = null;
    boolean drawn = false;
    boolean failed = false;
    boolean written = false;
    try {
      while (lasts(mine, run)) {
        try {
          drawn = work.run(mine);
          written = true;
          break;
        } catch (LostFrameException e) { // will not come back
          error = e;
          break;
        } catch (IOException e) {
          if (!failed && failing.getAndIncrement() == 0) {
            listener.problem("cannot write " + file + ", trying again: " + e);
          }
          failed = true;
          TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException | Error e) { // of a view's drawing: the consumer goes on
      error = e;
    } finally {
      if (failed && failing.decrementAndGet() == 0 && written) {
        listener.problem("writing works again: " + file);
      }
      outstanding.decrementAndGet();
    }
    if (lasts(mine, run)) {
      done.add(new Done(mine, run, view, index, file, drawn, error));
    }
  }

  /** What ended since the last call. */
  List<Done> drain() {
    List<Done> list = new ArrayList<>();
    for (Done d = done.poll(); d != null; d = done.poll()) {
      if (lasts(d.term(), d.run())) {
        list.add(d);
      }
    }
    return list;
  }

  int outstanding() {
    return outstanding.get();
  }

  private Term term(String run) {
    return new Term(generation.get(), forgotten.getOrDefault(run, 0));
  }

  private boolean lasts(Term term, String run) {
    return term.equals(term(run));
  }

  /** Forgets all work: when this returns, no frame of it is stored any more. */
  void forget() {
    storing.writeLock().lock();
    try {
      generation.incrementAndGet();
      forgotten.clear();
    } finally {
      storing.writeLock().unlock();
    }
    done.clear();
    latest.clear();
  }

  /** Forgets the work on one run: when this returns, no frame of it is stored any more. */
  void forget(String run) {
    storing.writeLock().lock();
    try {
      forgotten.merge(run, 1, Integer::sum);
    } finally {
      storing.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    generation.incrementAndGet();
    pool.shutdownNow();
  }
}
