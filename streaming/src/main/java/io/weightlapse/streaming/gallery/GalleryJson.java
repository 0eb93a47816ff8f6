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
import io.weightlapse.core.event.MetricNames;
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
    Numbers.put(node, "loss", r.loss());
    ObjectNode metrics = node.putObject("metrics");
    r.metrics().forEach((name, value) -> Numbers.put(metrics, name, value));
    node.set("views", views(r.run(), views));
    return node;
  }

  static ArrayNode views(String run, List<ViewFrames> views) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ViewFrames v : views) {
      ObjectNode node = array.addObject().put("view", v.view()).put("expected", v.expected());
      node.put("folder", "/files/" + run + "/frames/" + v.view() + "/")
          .put("drawn", v.frames().size());
      ranges(node.putArray("ranges"), v.frames());
      ArrayNode frames = node.putArray("frames");
      v.frames().forEach(i -> frames.add(framePath(run, v.view(), i)));
      ArrayNode animations = node.putArray("animations");
      v.animations().forEach(file -> animations.add("/files/" + run + "/" + file));
    }
    return array;
  }

  /** The first and last index of each stretch without a gap: short where frames are thousands. */
  private static void ranges(ArrayNode array, List<Integer> frames) {
    for (int from = 0; from < frames.size(); ) {
      int to = from;
      while (to + 1 < frames.size() && frames.get(to + 1) == frames.get(to) + 1) {
        to++;
      }
      array.addArray().add(frames.get(from)).add(frames.get(to));
      from = to + 1;
    }
  }

  /** A run as it is told again and again while it trains. */
  static ObjectNode news(RunInfo r, List<ViewFrames> views) {
    ObjectNode node = run(r, views);
    node.withArray("views").forEach(v -> ((ObjectNode) v).remove("frames"));
    return node;
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

  /** A line of the list: of all pictures only the newest one. */
  static ObjectNode line(RunInfo r, List<ViewFrames> views) {
    ObjectNode node = run(r, List.of());
    node.remove(List.of("views", "metrics"));
    Double accuracy = accuracy(r);
    if (accuracy != null) {
      Numbers.put(node, "accuracy", accuracy);
    }
    views.stream()
        .filter(v -> !v.frames().isEmpty())
        .findFirst()
        .ifPresent(
            v -> {
              int newest = v.frames().get(v.frames().size() - 1);
              node.put("thumbnail", framePath(r.run(), v.view(), newest)).put("view", v.view());
            });
    return node.put("drawn", views.size());
  }

  private static Double accuracy(RunInfo r) {
    for (String name :
        List.of(
            MetricNames.TEST_ACCURACY,
            MetricNames.VALIDATION_ACCURACY,
            MetricNames.TRAIN_ACCURACY)) {
      if (r.metrics().containsKey(name)) {
        return r.metrics().get(name);
      }
    }
    return null;
  }

  private static String framePath(String run, String view, int index) {
    String digits = Integer.toString(index); // String.format takes too long
    return "/files/"
        + run
        + "/frames/"
        + view
        + "/"
        + "0".repeat(Math.max(0, 5 - digits.length()))
        + digits
        + ".png";
  }

  /** The curves by name: steps, epochs and values. */
  static ObjectNode metrics(List<Metric> metrics) {
    Map<String, List<Metric>> curves = new LinkedHashMap<>();
    for (Metric m : metrics) {
      curves.computeIfAbsent(m.name(), k -> new ArrayList<>()).add(m);
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    curves.forEach(
        (name, points) -> {
          ObjectNode curve = node.putObject(name);
          ArrayNode steps = curve.putArray("steps");
          ArrayNode epochs = curve.putArray("epochs");
          ArrayNode values = curve.putArray("values");
          for (Metric m : Extremes.of(points, POINTS)) {
            steps.add(m.step());
            epochs.add(m.epoch());
            Numbers.add(values, m.value());
          }
          curve.put("points", points.size());
        });
    return node;
  }
}
