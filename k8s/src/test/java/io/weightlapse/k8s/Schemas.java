// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** JSON schemas that refuse unknown fields, by kind. */
public final class Schemas {
  private static final Map<Path, JsonSchema> READ = new ConcurrentHashMap<>();

  private Schemas() {}

  /** What is wrong with an object of Kubernetes; empty if nothing is. */
  static List<String> errors(JsonNode object) {
    Path file = Repository.schemas("k8s/strict").resolve(fileName(object));
    if (!Files.exists(file)) {
      return List.of("no schema for " + object.path("apiVersion") + " " + object.path("kind"));
    }
    List<String> errors = errors(file, VersionFlag.V7, object);
    for (String role : List.of("driver", "executor")) {
      JsonNode template = object.at("/spec/" + role + "/template");
      if (object.path("kind").asText().equals("SparkApplication") && !template.isMissingNode()) {
        errors(podTemplate(template)).forEach(e -> errors.add(role + ": " + e));
      }
    }
    return errors;
  }

  /** The template of a custom resource, which takes anything there, as an object with a schema. */
  static JsonNode podTemplate(JsonNode template) {
    ObjectNode object = new ObjectMapper().createObjectNode();
    object.put("apiVersion", "v1").put("kind", "PodTemplate");
    object.putObject("metadata").put("name", "template");
    return object.set("template", template);
  }

  private static String fileName(JsonNode object) {
    String kind = object.path("kind").asText().toLowerCase(Locale.ROOT);
    String version = object.path("apiVersion").asText().replace('/', '-');
    return kind + "-" + version + ".json";
  }

  /** What is wrong with any document, by a schema file. */
  public static List<String> errors(Path file, VersionFlag version, JsonNode document) {
    JsonSchema schema =
        READ.computeIfAbsent(
            file,
            f -> {
              try {
                ObjectNode json = (ObjectNode) new ObjectMapper().readTree(f.toFile());
                json.remove(List.of("$id", "id")); // some are no URIs, which the library refuses
                return JsonSchemaFactory.getInstance(version).getSchema(json);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    List<String> errors = new ArrayList<>();
    schema.validate(document).forEach(m -> errors.add(m.getMessage()));
    return errors;
  }
}
