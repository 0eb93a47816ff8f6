// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events, written by the thread of their request until the page goes away: a page that
 * reads slowly holds up nobody else.
 */
final class EventStream {
  private static final long BEAT_NANOS = 5_000_000_000L;
  private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final OutputStream out;
  private long sent = System.nanoTime();

  EventStream(Context ctx) throws IOException {
    ctx.res().setContentType("text/event-stream; charset=utf-8");
    ctx.res().setHeader("Cache-Control", "no-store");
    ctx.res().setHeader("X-Accel-Buffering", "no");
    this.out = ctx.res().getOutputStream();
    ctx.res().flushBuffer();
  }

  /** Sends one event; fails when nobody listens any more. */
  void send(String name, JsonNode data) throws IOException {
    // JSON has no line breaks of its own
    write(("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Says now and then that the server lives, and learns whether the page does. */
  void beat() throws IOException {
    if (System.nanoTime() - sent > BEAT_NANOS) {
      write(BEAT);
    }
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    sent = System.nanoTime();
  }
}
