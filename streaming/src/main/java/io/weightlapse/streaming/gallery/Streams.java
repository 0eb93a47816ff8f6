// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The streams of events that are open: a bounded number, and none outlives the gallery. */
final class Streams {
  /** Each holds one of the server's threads. */
  static final int MOST = 64;

  private final Semaphore free = new Semaphore(MOST);
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  interface Source {
    /** Sends events until the thread is interrupted or the page is gone. */
    void send(EventStream stream) throws IOException, InterruptedException;
  }

  void serve(Context ctx, Source source) throws IOException {
    if (closed || !free.tryAcquire()) {
      ctx.status(HttpStatus.SERVICE_UNAVAILABLE).header("Retry-After", "5");
      ctx.contentType("text/plain; charset=utf-8").result("too many pages are open");
      return;
    }
    threads.add(Thread.currentThread());
    try {
      if (ctx.method() == HandlerType.HEAD) {
        return; // nobody would notice that the page is gone
      }
      source.send(new EventStream(ctx));
    } catch (InterruptedException e) {
      // the gallery closes
    } catch (IOException e) {
      // the page is gone
    } finally {
      threads.remove(Thread.currentThread());
      free.release();
    }
  }

  /** Whether streams may go on. */
  boolean open() {
    return !closed;
  }

  void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
