// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.core.util.Version;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What reproduces a figure: the commands, the run with its whole experiment, its steps, versions.
 */
final class FigureRoutes {
  static final int VERSION = 1;

  private final GalleryData data;

  FigureRoutes(GalleryData data) {
    this.data = data;
  }

  void register(Javalin javalin) {
    javalin.get("/api/runs/{run}/figure", ctx -> RunRoutes.with(data, ctx, this::figure));
  }

  private void figure(Context ctx, RunInfo info) throws IOException {
    String kind = String.valueOf(ctx.queryParam("kind"));
    RunManifest manifest = data.manifest(info.run());
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("v", VERSION);
    ObjectNode figure = node.putObject("figure").put("kind", kind);
    ArrayNode commands = node.putArray("commands");
    commands(ctx, kind, manifest, figure).forEach(commands::add);
    node.put("run", info.run()).put("state", info.state().label());
    node.put("steps", info.steps()).put("epochs", info.epochs());
    node.putObject("versions").put("weightlapse", Version.current());
    node.set("manifest", ManifestJson.write(manifest));
    Answers.save(ctx, info.run() + "-" + kind + ".json");
    ctx.contentType("application/json; charset=utf-8").result(node.toPrettyString());
  }

  private List<String> commands(Context ctx, String kind, RunManifest manifest, ObjectNode figure)
      throws IOException {
    String run = manifest.run();
    switch (kind) {
      case "curves" -> {
        return List.of(
            query(
                "SELECT step, epoch, name, value FROM metrics WHERE run = '"
                    + run
                    + "' AND worker = -1 ORDER BY name, step"));
      }
      case "layers" -> {
        return List.of(
            query(
                "FROM layer_stats WHERE run = '"
                    + run
                    + "' AND worker = -1 ORDER BY layer, param, step"));
      }
      case "view" -> {
        String view = String.valueOf(ctx.queryParam("view"));
        Checks.require(Drawn.VIEW.matcher(view).matches(), "view must be one: was %s", view);
        figure.put("view", view);
        return List.of("weightlapse animate " + run + " --view " + view);
      }
      case "weights" -> {
        long step = Query.number(ctx, "step", 0);
        figure.put("step", step);
        return manifest.experiment().network().layers().stream()
            .map(LayerSpec::name)
            .map(l -> query("FROM snapshot('" + run + "', '" + l + "', " + step + ")"))
            .toList();
      }
      case "path" -> {
        return path(ctx, manifest, figure);
      }
      case "surface" -> {
        return surface(ctx, manifest, figure);
      }
      default ->
          throw new UserException(
              "kind must be curves, layers, view, weights, path or surface: was " + kind);
    }
  }

  private static List<String> path(Context ctx, RunManifest manifest, ObjectNode figure) {
    String layer = String.valueOf(ctx.queryParam("layer"));
    Checks.require(
        manifest.experiment().network().layerIndex(layer) >= 0,
        "layer must be one of the network: was %s",
        layer);
    int neuron = Query.integer(ctx, "neuron", 0);
    int input = Query.integer(ctx, "input", 0);
    figure.put("layer", layer).put("neuron", neuron).put("input", input);
    return List.of(
        query("FROM path('%s', '%s', %d, %d)".formatted(manifest.run(), layer, neuron, input)));
  }

  private List<String> surface(Context ctx, RunManifest manifest, ObjectNode figure)
      throws IOException {
    String id = String.valueOf(ctx.queryParam("slice"));
    long step = Query.number(ctx, "step", 0);
    StoredSurfaces surfaces = new StoredSurfaces(data.home(), manifest);
    Optional<Slice> slice = surfaces.slice(id);
    if (slice.isEmpty()) {
      throw new UserException("slice must be a stored one: was " + id);
    }
    figure.put("slice", id).put("step", step);
    String export = "weightlapse export " + manifest.run() + " --slice " + id + " --step " + step;
    String survey =
        surfaces
            .info(slice.get())
            .map(i -> SurveyCommand.of(manifest.run(), i.recipe(), step))
            .orElse("weightlapse landscape " + manifest.run());
    return List.of(survey, export + " --format png", export + " --format csv");
  }

  private static String query(String sql) {
    return "weightlapse query \"" + sql + "\" --format csv";
  }
}
