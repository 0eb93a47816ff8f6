// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Grafana's published schemas, from the project's shared folder, where there is one. */
public final class Schemas {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, JsonSchema> READ = new ConcurrentHashMap<>();

  private Schemas() {}

  /** The folder; tests that ask are skipped, saying so, where it is missing. */
  public static Path grafana() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      Path folder = p.resolve("shared/schemas/grafana");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    assumeTrue(false, "no shared/schemas/grafana above this folder: Grafana's schemas are missing");
    throw new AssertionError();
  }

  /** A file of it: the patched one where there is one. */
  static Path file(String name) {
    Path patched = grafana().resolve("jsonschema-patched/" + name + ".jsonschema.json");
    return Files.exists(patched)
        ? patched
        : grafana().resolve("jsonschema/" + name + ".jsonschema.json");
  }

  /** What is wrong with a node, by a definition of a file; by the whole file where it is empty. */
  public static List<String> errors(Path file, String definition, JsonNode node) {
    JsonSchema schema =
        READ.computeIfAbsent(file + "#" + definition, k -> schema(read(file), definition));
    List<String> errors = new ArrayList<>();
    schema.validate(node).forEach(m -> errors.add(m.getMessage()));
    return errors;
  }

  private static JsonSchema schema(JsonNode root, String definition) {
    ObjectNode schema = MAPPER.createObjectNode();
    schema.setAll((ObjectNode) root);
    if (!definition.isEmpty()) {
      schema.put("$ref", definition);
    }
    return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema);
  }

  /** Reads a file. */
  public static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
