// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The weights of a run: which steps are stored, whole snapshots, paths of single weights. */
final class WeightRoutes {
  private static final int MOST_STEPS = 1000;
  private static final int LISTED_STEPS = 5000;

  private final GalleryData data;
  private final StoredWeights weights;

  WeightRoutes(GalleryData data) {
    this.data = data;
    this.weights = new StoredWeights(data.home());
  }

  void register(Javalin javalin) {
    javalin.get("/api/runs/{run}/steps", ctx -> RunRoutes.with(data, ctx, this::steps));
    javalin.get("/api/runs/{run}/weights", ctx -> RunRoutes.with(data, ctx, this::snapshots));
    javalin.get("/api/runs/{run}/path", ctx -> RunRoutes.with(data, ctx, this::path));
  }

  private void steps(Context ctx, RunInfo info) throws IOException {
    RunManifest manifest = data.manifest(info.run());
    NetworkSpec network = manifest.experiment().network();
    List<Long> steps = weights.steps(info, network);
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("stored", steps.size());
    ArrayNode listed = node.putArray("steps");
    Numbers.evenly(steps, LISTED_STEPS).forEach(listed::add);
    node.put("parameters", network.layout().size()).put("inputs", network.inputs());
    ArrayNode features = node.putArray("features");
    if (manifest.experiment().data() instanceof GeneratedData d) {
      d.features().forEach(f -> features.add(f.label()));
    }
    ArrayNode layers = node.putArray("layers");
    for (int l = 0; l < network.layers().size(); l++) {
      LayerSpec layer = network.layers().get(l);
      layers
          .addObject()
          .put("name", layer.name())
          .put("units", layer.units())
          .put("inputs", network.layerInputs(l))
          .put("bias", layer.bias())
          .put("residual", layer.residual())
          .put("activation", layer.activation().label());
    }
    Answers.json(ctx, node);
  }

  /** Little-endian float32: for each step all parameters, layer after layer, W row major, b. */
  private void snapshots(Context ctx, RunInfo info) throws IOException {
    RunManifest manifest = data.manifest(info.run());
    List<Long> steps = Query.numbers(ctx, "steps", MOST_STEPS);
    long values = (long) steps.size() * manifest.experiment().network().layout().size();
    Checks.require(
        steps.size() == 1 || values <= StoredWeights.MOST_VALUES,
        "steps must be few enough for %d values: was %d",
        StoredWeights.MOST_VALUES,
        values);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(4 * values)).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    for (float[] parameters : weights.parameters(manifest, steps)) {
      bytes.position(4 * at);
      bytes.asFloatBuffer().put(parameters);
      at += parameters.length;
    }
    if (info.state() != RunState.RUNNING) {
      ctx.header("Cache-Control", "private, max-age=300");
    }
    ctx.contentType("application/octet-stream").result(bytes.array());
  }

  private void path(Context ctx, RunInfo info) throws IOException {
    RunManifest manifest = data.manifest(info.run());
    NetworkSpec network = manifest.experiment().network();
    String name = String.valueOf(ctx.queryParam("layer"));
    int layer = network.layerIndex(name);
    Checks.require(layer >= 0, "layer must be one of the network: was %s", name);
    ParameterBlock block = network.layout().weights(layer);
    int unit = Query.integer(ctx, "neuron", 0);
    Checks.require(
        unit >= 0 && unit < block.rows(), "neuron must be 0..%d: was %d", block.rows() - 1, unit);
    List<Long> steps = weights.layerSteps(info, network, layer);
    if (steps.isEmpty()) {
      throw new UserException("run " + info.run() + " has no snapshot of layer " + name);
    }
    StoredWeights.Paths paths;
    String what = info.run() + "-" + name + "-" + unit;
    if (ctx.queryParam("input") == null) {
      paths = weights.paths(manifest, steps, block, unit);
    } else {
      int input = Query.integer(ctx, "input", 0);
      int least = network.layers().get(layer).bias() ? StoredWeights.BIAS : 0;
      Checks.require(
          input >= least && input < block.cols(),
          "input must be %d..%d: was %d",
          least,
          block.cols() - 1,
          input);
      paths = weights.path(manifest, steps, block, unit, input);
      what += "-" + (input == StoredWeights.BIAS ? "bias" : String.valueOf(input));
    }
    if (ctx.queryParam("csv") != null) {
      csv(name, unit, paths).send(ctx, what + ".csv");
    } else {
      json(ctx, name, unit, steps.size(), paths);
    }
  }

  private static void json(
      Context ctx, String layer, int unit, int stored, StoredWeights.Paths paths) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("layer", layer).put("neuron", unit).put("stored", stored);
    ArrayNode steps = node.putArray("steps");
    paths.steps().forEach(steps::add);
    ArrayNode curves = node.putArray("paths");
    for (int k = 0; k < paths.inputs().size(); k++) {
      ArrayNode values = curves.addObject().put("input", paths.inputs().get(k)).putArray("values");
      for (float v : paths.values().get(k)) {
        Numbers.add(values, v);
      }
    }
    Answers.json(ctx, node);
  }

  private static Csv csv(String layer, int unit, StoredWeights.Paths paths) {
    Csv csv = new Csv("layer", "neuron", "input", "step", "value");
    for (int k = 0; k < paths.inputs().size(); k++) {
      for (int t = 0; t < paths.steps().size(); t++) {
        float value = paths.values().get(k)[t];
        csv.row(layer, unit, paths.inputs().get(k), paths.steps().get(t), value);
      }
    }
    return csv;
  }
}
