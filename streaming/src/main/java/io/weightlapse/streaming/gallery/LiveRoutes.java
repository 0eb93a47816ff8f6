// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunState;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What changes, as server-sent events: {@code runs} when the list has changed; of one run {@code
 * run} (its line and its frames), {@code curves} (all) and then {@code points} (what is new).
 */
final class LiveRoutes {
  private static final long LIST_MILLIS = 700;
  private static final long LIVE_MILLIS = 300;
  private static final long QUIET_MILLIS = 1500;

  private final GalleryData data;
  private final RecentRuns recent;
  private final Streams streams;

  LiveRoutes(GalleryData data, RecentRuns recent, Streams streams) {
    this.data = data;
    this.recent = recent;
    this.streams = streams;
  }

  void register(Javalin javalin) {
    javalin.get("/events/runs", ctx -> streams.serve(ctx, this::list));
    javalin.get("/events/runs/{run}", ctx -> RunRoutes.with(data, ctx, this::run));
  }

  private void list(EventStream stream) throws IOException, InterruptedException {
    List<RunInfo> before = null;
    while (streams.open()) {
      List<RunInfo> runs = recent.runs();
      if (!runs.equals(before)) {
        long running = runs.stream().filter(r -> r.state() == RunState.RUNNING).count();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        stream.send("runs", node.put("total", runs.size()).put("running", running));
        before = runs;
      }
      stream.beat();
      Thread.sleep(LIST_MILLIS);
    }
  }

  private void run(Context ctx, RunInfo info) throws IOException {
    streams.serve(ctx, stream -> new Follow(info.run()).send(stream));
  }

  /** What one page was told of a run. */
  private final class Follow {
    private final String run;
    private ObjectNode line;
    private RunInfo read; // the run when its metrics were read last
    private int sent;

    private Follow(String run) {
      this.run = run;
    }

    private void send(EventStream stream) throws IOException, InterruptedException {
      while (streams.open()) {
        Optional<RunInfo> info = data.run(run);
        if (info.isEmpty()) {
          stream.send("gone", JsonNodeFactory.instance.objectNode());
          return;
        }
        ObjectNode now = GalleryJson.news(info.get(), data.views(run));
        if (!now.equals(line)) {
          stream.send("run", now);
          line = now;
        }
        boolean live = info.get().state() == RunState.RUNNING;
        if (live || !info.get().equals(read)) {
          curves(stream, info.get());
        }
        stream.beat();
        Thread.sleep(live ? LIVE_MILLIS : QUIET_MILLIS);
      }
    }

    private void curves(EventStream stream, RunInfo info) throws IOException {
      List<Metric> ahead = data.ahead(run);
      if (ahead.isEmpty() && info.equals(read)) {
        return; // the history has nothing new
      }
      List<Metric> all = data.metrics(run);
      boolean another = read == null || read.state() != info.state() || all.size() < sent;
      if (another) { // from a consumer or from the history: in another order
        stream.send("curves", GalleryJson.metrics(all));
      } else if (all.size() > sent) {
        stream.send("points", GalleryJson.metrics(all.subList(sent, all.size())));
      }
      sent = all.size();
      read = info;
    }
  }
}
