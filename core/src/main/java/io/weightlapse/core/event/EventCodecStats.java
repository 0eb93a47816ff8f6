// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.Names;
import java.util.ArrayList;
import java.util.List;

/** {@link LayerStats} as JSON, on the topic of metrics. */
final class EventCodecStats {
  static final String TYPE = "layer-stats";

  private EventCodecStats() {}

  static Message encode(LayerStats s) {
    EventCodec.checkName("layer", s.layer());
    ObjectNode json = EventCodecJson.start(TYPE, s.run());
    json.put("worker", s.worker()).put("step", s.step()).put("epoch", s.epoch());
    json.put("layer", s.layer()).put("param", s.param().label());
    write(json.putObject("values"), s.values());
    json.put("fromStep", s.fromStep());
    write(json.putObject("change"), s.change());
    json.put("updates", s.updates());
    EventCodecJson.put(json, "gradientNorm", s.gradientNorm());
    EventCodecJson.put(json, "updateRatio", s.updateRatio());
    EventCodecJson.put(json, "changeRatio", s.changeRatio());
    EventCodecJson.put(json, "deadFraction", s.deadFraction());
    ArrayNode dead = json.putArray("deadUnits");
    s.deadUnits().forEach(dead::add);
    return EventCodecJson.message(Topics.METRICS, TYPE, s.run(), json);
  }

  private static void write(ObjectNode node, Distribution d) {
    node.put("count", d.count()).put("notFinite", d.notFinite());
    EventCodecJson.put(node, "mean", d.mean());
    EventCodecJson.put(node, "sd", d.sd());
    EventCodecJson.put(node, "min", d.min());
    EventCodecJson.put(node, "max", d.max());
    EventCodecJson.put(node, "l1", d.l1());
    EventCodecJson.put(node, "l2", d.l2());
    ArrayNode quantiles = node.putArray("quantiles");
    for (double q : d.quantiles()) {
      if (Double.isFinite(q)) {
        quantiles.add(q);
      } else {
        quantiles.add(Double.toString(q));
      }
    }
    EventCodecJson.put(node, "limit", d.limit());
    ArrayNode histogram = node.putArray("histogram");
    for (int n : d.histogram()) {
      histogram.add(n);
    }
  }

  static LayerStats decode(JsonNode json, EventCodecHeaders h) throws CorruptEventException {
    String layer = EventCodecJson.text(json, h, "layer");
    h.require(
        Names.isName(layer),
        "layer must be %s: was %s",
        Names.RULE,
        EventCodecHeaders.printable(layer));
    List<Integer> dead = new ArrayList<>();
    JsonNode units = list(json, h, "deadUnits");
    for (int i = 0; i < units.size(); i++) {
      dead.add(whole(units.get(i), h, "deadUnits"));
    }
    return new LayerStats(
        EventCodecJson.run(json, h),
        (int) EventCodecJson.number(json, h, "worker", Event.MODEL, Integer.MAX_VALUE),
        EventCodecJson.number(json, h, "step", 0, Long.MAX_VALUE),
        (int) EventCodecJson.number(json, h, "epoch", -1, Integer.MAX_VALUE),
        layer,
        param(json, h),
        distribution(json, h, "values"),
        EventCodecJson.number(json, h, "fromStep", -1, Long.MAX_VALUE),
        distribution(json, h, "change"),
        (int) EventCodecJson.number(json, h, "updates", 0, Integer.MAX_VALUE),
        EventCodecJson.real(json, h, "gradientNorm"),
        EventCodecJson.real(json, h, "updateRatio"),
        EventCodecJson.real(json, h, "changeRatio"),
        EventCodecJson.real(json, h, "deadFraction"),
        dead);
  }

  private static Param param(JsonNode json, EventCodecHeaders h) throws CorruptEventException {
    String label = EventCodecJson.text(json, h, "param");
    for (Param p : Param.values()) {
      if (p.label().equals(label)) {
        return p;
      }
    }
    throw h.corrupt("param must be W or b: was %s", EventCodecHeaders.printable(label));
  }

  private static Distribution distribution(JsonNode json, EventCodecHeaders h, String name)
      throws CorruptEventException {
    JsonNode node = EventCodecJson.field(json, h, name);
    h.require(node.isObject(), "%s must be an object: was %s", name, node.getNodeType());
    long count = EventCodecJson.number(node, h, "count", 0, Long.MAX_VALUE);
    JsonNode quantiles = list(node, h, "quantiles");
    JsonNode histogram = list(node, h, "histogram");
    h.require(
        quantiles.size() == Distribution.QUANTILES && histogram.size() == Distribution.BINS,
        "quantiles and histogram must have %s and %s elements: was %s",
        Distribution.QUANTILES,
        Distribution.BINS,
        quantiles.size() + " and " + histogram.size());
    double[] q = new double[Distribution.QUANTILES];
    for (int i = 0; i < q.length; i++) {
      q[i] = EventCodecJson.finiteOrText(quantiles.get(i), h, "quantiles");
    }
    int[] bins = new int[Distribution.BINS];
    for (int i = 0; i < bins.length; i++) {
      bins[i] = whole(histogram.get(i), h, "histogram");
    }
    return new Distribution(
        count,
        EventCodecJson.number(node, h, "notFinite", 0, count),
        EventCodecJson.real(node, h, "mean"),
        EventCodecJson.real(node, h, "sd"),
        EventCodecJson.real(node, h, "min"),
        EventCodecJson.real(node, h, "max"),
        EventCodecJson.real(node, h, "l1"),
        EventCodecJson.real(node, h, "l2"),
        q,
        EventCodecJson.real(node, h, "limit"),
        bins);
  }

  static JsonNode list(JsonNode json, EventCodecHeaders h, String name)
      throws CorruptEventException {
    JsonNode list = EventCodecJson.field(json, h, name);
    h.require(list.isArray(), "%s must be a list: was %s", name, list.getNodeType());
    return list;
  }

  private static int whole(JsonNode node, EventCodecHeaders h, String name)
      throws CorruptEventException {
    h.require(
        node.isInt() && node.intValue() >= 0,
        "%s must hold whole numbers from 0: was %s",
        name,
        EventCodecHeaders.printable(node.toString()));
    return node.intValue();
  }
}
