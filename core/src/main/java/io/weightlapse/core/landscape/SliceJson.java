// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.util.Checks;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What is stored about a slice, as JSON. */
public final class SliceJson {
  /** The version written. */
  public static final int VERSION = 1;

  private SliceJson() {}

  /** The slice as a tree. */
  public static ObjectNode write(SliceInfo info) {
    SliceRecipe r = info.recipe();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("v", VERSION).put("slice", r.slice().id()).put("kind", r.slice().kind().label());
    node.set("alpha", axis(r.alpha()));
    node.set("beta", axis(r.beta()));
    node.put("directions", r.directions()).put("use", r.use().label());
    node.put("normalisation", normalisation(r.directions()));
    node.put("seed", r.seed()).put("originStep", r.originStep());
    node.put("data", r.data()).put("samples", r.samples());
    r.series().forEach(node.putArray("series")::add);
    node.put("precision", r.precision()).put("function", r.function()).put("cut", r.cut());
    ObjectNode facts = node.putObject("facts");
    info.facts()
        .forEach(
            (step, f) -> {
              ObjectNode one = facts.putObject(Long.toString(step));
              f.norms().forEach(one.putArray("norms")::add);
              if (Double.isFinite(f.cosine())) {
                one.put("cosine", f.cosine());
              }
              one.put("notes", f.notes());
            });
    node.put("survey", info.survey()).put("created", info.created().toString());
    return node;
  }

  private static ObjectNode axis(Axis axis) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("from", axis.from())
        .put("to", axis.to())
        .put("count", axis.count());
  }

  /** Said for readers; the option says it all. */
  private static String normalisation(String directions) {
    return List.of("filter", "layer", "weight").stream()
        .filter(directions::contains)
        .findFirst()
        .map(n -> n.equals("weight") ? "weight" : n + ", biases zero")
        .orElse("none");
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is something else; the message says what
   */
  public static SliceInfo read(JsonNode node) {
    int version = node.path("v").asInt(-1);
    Checks.require(version == VERSION, "slice version must be %d: was %s", VERSION, node.path("v"));
    NamedSlice slice =
        NamedSlice.of(node.path("slice").asText())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "slice must have an id: was " + node.get("slice")));
    List<String> series = new ArrayList<>();
    node.path("series").forEach(s -> series.add(s.asText()));
    SliceRecipe recipe =
        new SliceRecipe(
            slice,
            axis(node.path("alpha")),
            axis(node.path("beta")),
            node.path("directions").asText(),
            DirectionUse.valueOf(node.path("use").asText().toUpperCase(Locale.ROOT)),
            node.path("seed").asLong(),
            node.path("originStep").asLong(),
            node.path("data").asText(),
            node.path("samples").asInt(),
            series,
            node.path("precision").asText(),
            node.path("function").asText(),
            node.path("cut").asText());
    TreeMap<Long, SliceInfo.Facts> facts = new TreeMap<>();
    node.path("facts")
        .fields()
        .forEachRemaining(e -> facts.put(Long.valueOf(e.getKey()), facts(e.getValue())));
    try {
      return new SliceInfo(
          recipe,
          facts,
          node.path("survey").asLong(),
          Instant.parse(node.path("created").asText()));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("created must be a time: was " + node.get("created"), e);
    }
  }

  private static Axis axis(JsonNode node) {
    return new Axis(
        node.path("from").asDouble(), node.path("to").asDouble(), node.path("count").asInt());
  }

  private static SliceInfo.Facts facts(JsonNode node) {
    List<Double> norms = new ArrayList<>();
    node.path("norms").forEach(n -> norms.add(n.asDouble()));
    return new SliceInfo.Facts(
        norms, node.path("cosine").asDouble(Double.NaN), node.path("notes").asText());
  }
}
