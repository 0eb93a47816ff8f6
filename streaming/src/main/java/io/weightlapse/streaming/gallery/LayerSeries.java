// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.event.Distribution;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The statistics of each tensor over the steps; of long runs every so manyth step. */
final class LayerSeries {
  /** Steps kept of each tensor: a picture has hardly more columns. */
  static final int STEPS = 240;

  private static final Map<String, ToDoubleFunction<LayerStats>> VALUES = new LinkedHashMap<>();

  static {
    VALUES.put("mean", s -> s.values().mean());
    VALUES.put("sd", s -> s.values().sd());
    VALUES.put("min", s -> s.values().min());
    VALUES.put("max", s -> s.values().max());
    for (int q = 0; q < Distribution.QUANTILES; q++) {
      int index = q;
      VALUES.put(
          "q" + Math.round(100 * Distribution.probability(q)), s -> s.values().quantiles()[index]);
    }
    VALUES.put("norm", s -> s.values().l2());
    VALUES.put("gradientNorm", LayerStats::gradientNorm);
    VALUES.put("updateRatio", LayerStats::updateRatio);
    VALUES.put("changeRatio", LayerStats::changeRatio);
    VALUES.put("deadFraction", LayerStats::deadFraction);
    VALUES.put("notFinite", s -> s.values().notFinite());
  }

  private final Map<String, Thinned<LayerStats>> tensors = new LinkedHashMap<>();

  static LayerSeries read(Home home, String run) throws IOException {
    LayerSeries series = new LayerSeries();
    new HistorySource(home, run)
        .kinds(Set.of(LayerStats.class))
        .deliver(
            event -> {
              if (event instanceof LayerStats s && s.worker() == Event.MODEL) {
                series
                    .tensors
                    .computeIfAbsent(s.layer() + " " + s.param().label(), k -> new Thinned<>(STEPS))
                    .add(s);
              }
            });
    return series;
  }

  /** An array of tensors, in the order of the network. */
  ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Thinned<LayerStats> tensor : tensors.values()) {
      List<LayerStats> rows = tensor.list();
      LayerStats first = rows.get(0);
      ObjectNode node = array.addObject().put("layer", first.layer());
      node.put("param", first.param().label()).put("count", first.values().count());
      node.put("every", tensor.every());
      ArrayNode steps = node.putArray("steps");
      ArrayNode epochs = node.putArray("epochs");
      ArrayNode limits = node.putArray("limits");
      ArrayNode histograms = node.putArray("histograms");
      for (LayerStats s : rows) {
        steps.add(s.step());
        epochs.add(s.epoch());
        Numbers.add(limits, s.values().limit());
        ArrayNode bins = histograms.addArray();
        for (int count : s.values().histogram()) {
          bins.add(count);
        }
      }
      VALUES.forEach(
          (name, value) -> {
            ArrayNode values = node.putArray(name);
            rows.forEach(s -> Numbers.add(values, value.applyAsDouble(s)));
          });
    }
    return array;
  }

  /** A line a tensor and step. */
  Csv csv() {
    List<Object> columns = new ArrayList<>(List.of("layer", "param", "step", "epoch", "count"));
    columns.addAll(VALUES.keySet());
    Csv csv = new Csv(columns.toArray());
    for (Thinned<LayerStats> tensor : tensors.values()) {
      for (LayerStats s : tensor.list()) {
        List<Object> cells =
            new ArrayList<>(
                List.of(s.layer(), s.param().label(), s.step(), s.epoch(), s.values().count()));
        VALUES.values().forEach(value -> cells.add(value.applyAsDouble(s)));
        csv.row(cells.toArray());
      }
    }
    return csv;
  }
}
