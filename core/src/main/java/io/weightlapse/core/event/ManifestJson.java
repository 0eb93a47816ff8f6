// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.ExperimentTree;
import io.weightlapse.core.nn.ParameterBlock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A run's manifest as JSON: the file {@code run.json} and the event on Kafka. */
public final class ManifestJson {
  /** The version written. */
  public static final int VERSION = 1;

  private ManifestJson() {}

  /** The manifest as a tree; the parameter layout is added for readers without our code. */
  public static ObjectNode write(RunManifest m) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("v", VERSION).put("run", m.run()).put("created", m.created().toString());
    node.put("seed", m.experiment().training().seed()).put("dataHash", m.dataHash());
    if (!m.mode().isEmpty()) {
      node.put("mode", m.mode());
    }
    ObjectNode versions = node.putObject("versions");
    m.versions().forEach(versions::put);
    node.set("experiment", ExperimentTree.write(m.experiment()));
    for (ParameterBlock b : m.experiment().network().layout().blocks()) {
      node.withArray("layout")
          .addObject()
          .put("layer", b.layerName())
          .put("param", b.param().label())
          .put("offset", b.offset())
          .put("rows", b.rows())
          .put("cols", b.cols());
    }
    return node;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is something else; the message says what
   */
  public static RunManifest read(JsonNode node) {
    int version = node.path("v").asInt(-1);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "manifest version must be " + VERSION + ": was " + node.path("v"));
    }
    if (!node.path("run").isTextual() || !(node.path("experiment") instanceof ObjectNode tree)) {
      throw new IllegalArgumentException("manifest must have run and experiment");
    }
    Map<String, String> versions = new TreeMap<>();
    node.path("versions")
        .fields()
        .forEachRemaining(e -> versions.put(e.getKey(), e.getValue().asText()));
    String run = node.get("run").asText();
    try {
      return new RunManifest(
          run,
          ExperimentReader.read(tree, "run " + run),
          Instant.parse(node.path("created").asText()),
          node.path("dataHash").asText(),
          versions,
          node.path("mode").asText(""));
    } catch (DateTimeException | io.weightlapse.core.util.UserException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
