// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How far a run is: in its folder as progress.json while it goes on, then as _DONE. */
final class Progress {
  static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Double> metrics = new TreeMap<>();
  private long steps;
  private long whole = -1;
  private int epochs;

  /** Takes a metric of the model into account; workers' own are not progress. */
  void add(Metric metric) {
    if (metric.worker() == Event.MODEL) {
      metrics.put(metric.name(), metric.value());
      steps = Math.max(steps, metric.step());
      epochs = Math.max(epochs, metric.epoch() + 1);
    }
  }

  /** Everything up to this step is stored, in every table; returns whether that is news. */
  boolean whole(long step) {
    boolean news = step > whole;
    whole = Math.max(whole, step);
    return news;
  }

  /** The last step that is stored whole; -1 if there is none. */
  long whole() {
    return whole;
  }

  boolean isEmpty() {
    return metrics.isEmpty();
  }

  long steps() {
    return steps;
  }

  int epochs() {
    return epochs;
  }

  Map<String, Double> metrics() {
    return metrics;
  }

  byte[] toJson() throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node());
  }

  private ObjectNode node() {
    ObjectNode node = JSON.createObjectNode().put("version", 1);
    node.put("steps", steps).put("epochs", epochs).put("whole", whole);
    ObjectNode values = node.putObject("metrics");
    metrics.forEach(values::put); // Jackson writes NaN and infinities as strings
    return node;
  }

  byte[] toJson(RunEnded ended) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("version", 1);
    node.put("state", ended.state().label());
    node.put("ended", ended.time().toString());
    node.put("message", ended.message());
    node.setAll(node());
    node.put("steps", ended.steps());
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }

  /** Reads either file; fields that are missing or odd are taken as none. */
  static Progress read(JsonNode node) {
    Progress p = new Progress();
    p.steps = node.path("steps").asLong();
    p.epochs = node.path("epochs").asInt();
    p.whole = node.path("whole").asLong(p.steps); // older files say only how far the metrics are
    node.path("metrics")
        .fields()
        .forEachRemaining(e -> p.metrics.put(e.getKey(), e.getValue().asDouble(Double.NaN)));
    return p;
  }

  static RunEnded ended(String run, JsonNode node) {
    return new RunEnded(
        run,
        Instant.parse(node.path("ended").asText()),
        RunState.valueOf(node.path("state").asText().toUpperCase(Locale.ROOT)),
        node.path("steps").asLong(),
        node.path("message").asText());
  }
}
