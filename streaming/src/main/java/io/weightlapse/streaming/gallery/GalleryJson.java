// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.history.RunInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the pages fetch. Numbers that JSON has not, NaN and infinities, are null. */
final class GalleryJson {
  /** Points of a curve: more than a screen has are thinned out. */
  static final int POINTS = 2000;

  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private GalleryJson() {}

  static ObjectNode run(RunInfo r, List<ViewFrames> views) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("run", r.run()).put("experiment", r.experiment()).put("title", r.title());
    node.put("created", r.created().toString()).put("updated", r.updated().toString());
    node.put("state", r.state().label()).put("message", r.message());
    node.put("epochs", r.epochs()).put("totalEpochs", r.totalEpochs()).put("steps", r.steps());
    node.put("bytes", r.bytes());
    number(node, "loss", r.loss());
    ObjectNode metrics = node.putObject("metrics");
    r.metrics().forEach((name, value) -> number(metrics, name, value));
    node.set("views", views(r.run(), views));
    return node;
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  static ArrayNode views(String run, List<ViewFrames> views) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ViewFrames v : views) {
      ObjectNode node = array.addObject().put("view", v.view()).put("expected", v.expected());
      ArrayNode frames = node.putArray("frames");
      String folder = "/files/" + run + "/frames/" + v.view() + "/";
      for (int i : v.frames()) { // of all runs at once: String.format takes too long
        String digits = Integer.toString(i);
        frames.add(folder + "0".repeat(Math.max(0, 5 - digits.length())) + digits + ".png");
      }
      ArrayNode animations = node.putArray("animations");
      v.animations().forEach(file -> animations.add("/files/" + run + "/" + file));
    }
    return array;
  }

  /** Adds what never changes: the manifest, the experiment as YAML, the epochs that are drawn. */
  static void addFacts(ObjectNode node, RunManifest manifest) throws JsonProcessingException {
    JsonNode tree = ManifestJson.write(manifest);
    node.set("manifest", tree);
    node.put("yaml", YAML.writeValueAsString(tree.get("experiment")));
    node.put("parameters", manifest.experiment().network().layout().size());
    ArrayNode epochs = node.putArray("frameEpochs");
    manifest
        .experiment()
        .frames()
        .epochs(manifest.experiment().training().epochs())
        .forEach(epochs::add);
  }

  /** The curves by name: epochs and values. */
  static ObjectNode metrics(List<Metric> metrics) {
    Map<String, List<Metric>> curves = new LinkedHashMap<>();
    for (Metric m : metrics) {
      curves.computeIfAbsent(m.name(), k -> new ArrayList<>()).add(m);
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    curves.forEach(
        (name, points) -> {
          ObjectNode curve = node.putObject(name);
          ArrayNode epochs = curve.putArray("epochs");
          ArrayNode values = curve.putArray("values");
          int every = (points.size() + POINTS - 1) / POINTS;
          for (int i = 0; i < points.size(); i++) {
            if (i % every == 0 || i == points.size() - 1) {
              epochs.add(points.get(i).epoch());
              double value = points.get(i).value();
              if (Double.isFinite(value)) {
                values.add(value);
              } else {
                values.addNull();
              }
            }
          }
        });
    return node;
  }
}
