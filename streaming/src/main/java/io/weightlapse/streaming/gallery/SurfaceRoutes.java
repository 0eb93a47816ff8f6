// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.history.RunInfo;
import io.weightlapse.streaming.surface.Sheet;
import io.weightlapse.streaming.surface.SheetCsv;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/** The loss surfaces of a run, with their trajectories. */
final class SurfaceRoutes {
  /** Points of a side that are sent: a page draws no more in time. */
  static final int SIDE = 128;

  private static final int MOST_PATH = 2000;

  private final GalleryData data;

  SurfaceRoutes(GalleryData data) {
    this.data = data;
  }

  void register(Javalin javalin) {
    javalin.get("/api/runs/{run}/slices", ctx -> RunRoutes.with(data, ctx, this::slices));
    javalin.get("/api/runs/{run}/slices/{slice}", ctx -> slice(ctx, this::facts));
    javalin.get("/api/runs/{run}/slices/{slice}/surface", ctx -> slice(ctx, this::surface));
    javalin.get("/api/runs/{run}/slices/{slice}/surface.csv", ctx -> slice(ctx, this::csv));
    javalin.get("/api/runs/{run}/slices/{slice}/path.csv", ctx -> slice(ctx, this::pathCsv));
  }

  private interface SliceHandler {
    void answer(Context ctx, RunInfo info, StoredSurfaces surfaces, Slice slice) throws IOException;
  }

  private void slice(Context ctx, SliceHandler handler) throws IOException {
    RunRoutes.with(
        data,
        ctx,
        (c, info) -> {
          StoredSurfaces surfaces = new StoredSurfaces(data.home(), data.manifest(info.run()));
          Optional<Slice> slice = surfaces.slice(c.pathParam("slice"));
          if (slice.isPresent()) {
            handler.answer(c, info, surfaces, slice.get());
          } else {
            c.status(HttpStatus.NOT_FOUND);
          }
        });
  }

  private void slices(Context ctx, RunInfo info) throws IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Slice slice : new StoredSurfaces(data.home(), data.manifest(info.run())).slices()) {
      ObjectNode node = array.addObject().put("id", slice.id()).put("kind", slice.kind().label());
      if (slice instanceof NeuronSlice n) {
        node.put("layer", n.layerName()).put("neuron", n.neuron());
        node.put("input0", n.input0()).put("input1", n.input1());
      }
    }
    Answers.json(ctx, array);
  }

  private void facts(Context ctx, RunInfo info, StoredSurfaces surfaces, Slice slice)
      throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", slice.id());
    node.put("kind", slice.kind().label());
    ArrayNode steps = node.putArray("steps");
    surfaces.steps(slice).forEach(steps::add);
    if (slice instanceof NeuronSlice n) {
      node.put("alphaName", "Δ weight " + n.input0()).put("betaName", "Δ weight " + n.input1());
    }
    ArrayNode series = node.putArray("series");
    surfaces
        .info(slice)
        .ifPresent(
            stored -> {
              SliceRecipe r = stored.recipe();
              node.put("directions", r.directions()).put("data", r.data());
              node.put("use", r.use().name().toLowerCase(java.util.Locale.ROOT));
              node.put("originStep", r.originStep()).put("function", r.function());
              r.series().forEach(series::add);
            });
    ArrayNode path = node.putArray("path");
    for (PathPoint p : Numbers.evenly(surfaces.path(slice), MOST_PATH)) {
      ObjectNode point = path.addObject().put("step", p.step()).put("worker", p.worker());
      Numbers.put(point, "alpha", p.alpha());
      Numbers.put(point, "beta", p.beta());
      Numbers.put(point, "residual", p.residual());
      Numbers.put(point, "loss", p.loss());
      Numbers.put(point, "accuracy", p.accuracy());
    }
    Answers.json(ctx, node);
  }

  private void surface(Context ctx, RunInfo info, StoredSurfaces surfaces, Slice slice)
      throws IOException {
    Optional<Sheet> sheet = surfaces.sheet(slice, Query.number(ctx, "step", 0));
    if (sheet.isEmpty()) {
      ctx.status(HttpStatus.NOT_FOUND);
      return;
    }
    SurfaceGrid grid = sheet.get().grid();
    int[] rows = chosen(grid.alpha());
    int[] cols = chosen(grid.beta());
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("step", sheet.get().step());
    axis(node.putArray("alpha"), grid.alpha(), rows);
    axis(node.putArray("beta"), grid.beta(), cols);
    node.put("points", grid.alpha().count() * grid.beta().count());
    ArrayNode loss = node.putArray("loss");
    ArrayNode accuracy = node.putArray("accuracy");
    int pending = 0;
    int broken = 0;
    for (int i : rows) {
      for (int j : cols) {
        Numbers.add(loss, grid.loss(i, j));
        Numbers.add(accuracy, grid.accuracy(i, j));
        PointState state = grid.state(i, j);
        pending += state == PointState.PENDING ? 1 : 0;
        broken += state == PointState.NAN || state == PointState.INF ? 1 : 0;
      }
    }
    Answers.json(ctx, node.put("pending", pending).put("notFinite", broken));
  }

  /** At most {@link #SIDE} places of an axis, both ends among them. */
  private static int[] chosen(Axis axis) {
    List<Integer> all = java.util.stream.IntStream.range(0, axis.count()).boxed().toList();
    return Numbers.evenly(all, SIDE).stream().mapToInt(Integer::intValue).toArray();
  }

  private static void axis(ArrayNode array, Axis axis, int[] places) {
    for (int i : places) {
      array.add(axis.at(i));
    }
  }

  private void csv(Context ctx, RunInfo info, StoredSurfaces surfaces, Slice slice)
      throws IOException {
    Optional<Sheet> sheet = surfaces.sheet(slice, Query.number(ctx, "step", 0));
    if (sheet.isEmpty()) {
      ctx.status(HttpStatus.NOT_FOUND);
      return;
    }
    StringWriter text = new StringWriter();
    SheetCsv.surface(sheet.get(), text);
    Answers.save(ctx, info.run() + "-" + slice.id() + "-" + sheet.get().step() + ".csv");
    ctx.contentType("text/csv; charset=utf-8").result(text.toString());
  }

  private void pathCsv(Context ctx, RunInfo info, StoredSurfaces surfaces, Slice slice)
      throws IOException {
    Csv csv = new Csv("step", "worker", "alpha", "beta", "residual", "loss", "accuracy");
    for (PathPoint p : surfaces.path(slice)) {
      csv.row(p.step(), p.worker(), p.alpha(), p.beta(), p.residual(), p.loss(), p.accuracy());
    }
    csv.send(ctx, info.run() + "-" + slice.id() + "-path.csv");
  }
}
