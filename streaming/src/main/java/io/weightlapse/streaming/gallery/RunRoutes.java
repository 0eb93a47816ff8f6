// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunState;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Runs, their curves, their statistics and their pictures. */
final class RunRoutes {
  private final GalleryData data;
  private final RecentRuns recent;

  RunRoutes(GalleryData data, RecentRuns recent) {
    this.data = data;
    this.recent = recent;
  }

  void register(Javalin javalin) {
    javalin.get("/api/runs", this::runs);
    javalin.get("/api/runs/{run}", ctx -> with(ctx, this::run));
    javalin.get("/api/runs/{run}/metrics", ctx -> with(ctx, this::metrics));
    javalin.get("/api/runs/{run}/metrics.csv", ctx -> with(ctx, this::metricsCsv));
    javalin.get("/api/runs/{run}/stats", ctx -> with(ctx, this::stats));
    javalin.get("/api/runs/{run}/frames", ctx -> with(ctx, this::frames));
    javalin.get("/files/{run}/{file}", this::animation);
    javalin.get("/files/{run}/frames/{view}/{file}", this::frame);
  }

  interface RunHandler {
    void answer(Context ctx, RunInfo info) throws IOException;
  }

  private void with(Context ctx, RunHandler handler) throws IOException {
    with(data, ctx, handler);
  }

  /** Answers for the run of the path, if it is there. */
  static void with(GalleryData data, Context ctx, RunHandler handler) throws IOException {
    Optional<RunInfo> info = data.run(ctx.pathParam("run"));
    if (info.isPresent()) {
      handler.answer(ctx, info.get());
    } else {
      ctx.status(HttpStatus.NOT_FOUND);
    }
  }

  /** A page of the list: pictures are looked for of its runs only, not of all that match. */
  private void runs(Context ctx) throws IOException {
    RunSearch search = RunSearch.of(ctx);
    List<RunInfo> all = recent.runs();
    List<RunInfo> matching = search.matching(all);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("total", all.size()).put("matching", matching.size()).put("offset", search.offset());
    node.put("running", all.stream().filter(r -> r.state() == RunState.RUNNING).count());
    ArrayNode experiments = node.putArray("experiments");
    all.stream().map(RunInfo::experiment).distinct().sorted().forEach(experiments::add);
    ArrayNode array = node.putArray("runs");
    for (RunInfo r : search.page(matching)) {
      array.add(GalleryJson.line(r, data.views(r.run())));
    }
    Answers.json(ctx, node);
  }

  private void run(Context ctx, RunInfo info) throws IOException {
    ObjectNode node = GalleryJson.run(info, data.views(info.run()));
    GalleryJson.addFacts(node, data.manifest(info.run()));
    Answers.json(ctx, node);
  }

  private void metrics(Context ctx, RunInfo info) throws IOException {
    Answers.json(ctx, GalleryJson.metrics(data.metrics(info.run())));
  }

  private void metricsCsv(Context ctx, RunInfo info) throws IOException {
    Csv csv = new Csv("step", "epoch", "name", "value");
    for (Metric m : data.metrics(info.run())) {
      csv.row(m.step(), m.epoch(), m.name(), m.value());
    }
    csv.send(ctx, info.run() + "-metrics.csv");
  }

  private void stats(Context ctx, RunInfo info) throws IOException {
    LayerSeries series = LayerSeries.read(data.home(), info.run());
    if (ctx.queryParam("csv") != null) {
      series.csv().send(ctx, info.run() + "-layers.csv");
    } else {
      Answers.json(ctx, series.json());
    }
  }

  private void frames(Context ctx, RunInfo info) throws IOException {
    Answers.json(ctx, GalleryJson.views(info.run(), data.views(info.run())));
  }

  private void frame(Context ctx) throws IOException {
    String file = ctx.pathParam("file");
    String disposition = ctx.queryParam("save") != null ? "attachment" : "inline";
    Answers.file(ctx, data.frame(ctx.pathParam("run"), ctx.pathParam("view"), file), disposition);
  }

  private void animation(Context ctx) throws IOException {
    String file = ctx.pathParam("file");
    // A page of its own may hold scripts: it is saved, never run under our address.
    boolean save = file.endsWith(".html") || ctx.queryParam("save") != null;
    Answers.file(ctx, data.animation(ctx.pathParam("run"), file), save ? "attachment" : "inline");
  }
}
