// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.util.Names;
import java.util.Locale;

/** {@link TrajectoryPoint} and {@link EvaluationResult} as JSON, on the topic of metrics. */
final class EventCodecResults {
  static final String TRAJECTORY = "trajectory-point";
  static final String EVALUATION = "evaluation";

  private EventCodecResults() {}

  static Message encode(TrajectoryPoint e) {
    PathPoint p = e.point();
    ObjectNode json = EventCodecJson.start(TRAJECTORY, e.run());
    json.put("slice", e.slice()).put("survey", e.survey());
    json.put("step", p.step()).put("worker", p.worker());
    EventCodecJson.put(json, "alpha", p.alpha());
    EventCodecJson.put(json, "beta", p.beta());
    EventCodecJson.put(json, "residual", p.residual());
    EventCodecJson.put(json, "loss", p.loss());
    EventCodecJson.put(json, "accuracy", p.accuracy());
    return EventCodecJson.message(Topics.METRICS, TRAJECTORY, e.run(), json);
  }

  static Message encode(EvaluationResult e) {
    ObjectNode json = EventCodecJson.start(EVALUATION, e.run());
    json.put("step", e.step()).put("epoch", e.epoch());
    json.put("split", e.split().name().toLowerCase(Locale.ROOT)).put("samples", e.samples());
    EventCodecJson.put(json, "loss", e.loss());
    EventCodecJson.put(json, "accuracy", e.accuracy());
    ArrayNode classes = json.putArray("classes");
    ArrayNode confusion = json.putArray("confusion");
    for (int c = 0; c < e.classes(); c++) {
      ObjectNode node = classes.addObject();
      EventCodecJson.put(node, "precision", e.precision()[c]);
      EventCodecJson.put(node, "recall", e.recall()[c]);
      EventCodecJson.put(node, "f1", e.f1()[c]);
      ArrayNode row = confusion.addArray();
      for (long n : e.confusion()[c]) {
        row.add(n);
      }
    }
    return EventCodecJson.message(Topics.METRICS, EVALUATION, e.run(), json);
  }

  static TrajectoryPoint trajectory(JsonNode json, EventCodecHeaders h)
      throws CorruptEventException {
    String slice = EventCodecJson.text(json, h, "slice");
    h.require(
        Names.isName(slice),
        "slice must be %s: was %s",
        Names.RULE,
        EventCodecHeaders.printable(slice));
    return new TrajectoryPoint(
        EventCodecJson.run(json, h),
        slice,
        EventCodecJson.number(json, h, "survey", 0, Long.MAX_VALUE),
        new PathPoint(
            EventCodecJson.number(json, h, "step", 0, Long.MAX_VALUE),
            (int) EventCodecJson.number(json, h, "worker", Event.MODEL, Integer.MAX_VALUE),
            EventCodecJson.real(json, h, "alpha"),
            EventCodecJson.real(json, h, "beta"),
            EventCodecJson.real(json, h, "residual"),
            EventCodecJson.real(json, h, "loss"),
            EventCodecJson.real(json, h, "accuracy")));
  }

  static EvaluationResult evaluation(JsonNode json, EventCodecHeaders h)
      throws CorruptEventException {
    JsonNode classes = EventCodecStats.list(json, h, "classes");
    JsonNode confusion = EventCodecStats.list(json, h, "confusion");
    int n = classes.size();
    h.require(confusion.size() == n, "confusion must have %s rows: was %s", n, confusion.size());
    double[] precision = new double[n];
    double[] recall = new double[n];
    double[] f1 = new double[n];
    long[][] counts = new long[n][];
    for (int c = 0; c < n; c++) {
      JsonNode node = classes.get(c);
      h.require(node.isObject(), "classes must hold objects: was %s", node.getNodeType());
      precision[c] = EventCodecJson.real(node, h, "precision");
      recall[c] = EventCodecJson.real(node, h, "recall");
      f1[c] = EventCodecJson.real(node, h, "f1");
      counts[c] = row(confusion.get(c), n, h);
    }
    return new EvaluationResult(
        EventCodecJson.run(json, h),
        EventCodecJson.number(json, h, "step", 0, Long.MAX_VALUE),
        (int) EventCodecJson.number(json, h, "epoch", -1, Integer.MAX_VALUE),
        split(json, h),
        EventCodecJson.number(json, h, "samples", 0, Long.MAX_VALUE),
        EventCodecJson.real(json, h, "loss"),
        EventCodecJson.real(json, h, "accuracy"),
        precision,
        recall,
        f1,
        counts);
  }

  private static long[] row(JsonNode node, int length, EventCodecHeaders h)
      throws CorruptEventException {
    h.require(
        node.isArray() && node.size() == length,
        "rows of confusion must be lists of %s: was %s",
        length,
        node.isArray() ? node.size() : node.getNodeType());
    long[] row = new long[length];
    for (int i = 0; i < length; i++) {
      JsonNode n = node.get(i);
      h.require(
          n.isIntegralNumber() && n.canConvertToLong() && n.longValue() >= 0,
          "confusion must hold whole numbers from 0: was %s",
          EventCodecHeaders.printable(n.toString()));
      row[i] = n.longValue();
    }
    return row;
  }

  private static Split split(JsonNode json, EventCodecHeaders h) throws CorruptEventException {
    String label = EventCodecJson.text(json, h, "split");
    for (Split s : Split.values()) {
      if (s.name().toLowerCase(Locale.ROOT).equals(label)) {
        return s;
      }
    }
    throw h.corrupt(
        "split must be train, validation or test: was %s", EventCodecHeaders.printable(label));
  }
}
