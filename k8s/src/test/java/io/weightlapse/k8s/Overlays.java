// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The overlays as kubectl builds them. */
final class Overlays {
  static final String CPU = "cpu";
  static final String GPU = "gpu";
  static final String MIG = "gpu-mig-single";

  private static final Map<String, Tool.Result> BUILT = new ConcurrentHashMap<>();

  private Overlays() {}

  /** For parameterised tests. */
  static Stream<String> names() {
    return Stream.of(CPU, GPU, MIG);
  }

  /** The objects of an overlay; the test is skipped where kubectl is missing. */
  static List<JsonNode> objects(String overlay) {
    return Repository.documents(build("k8s/overlays/" + overlay));
  }

  /** What {@code kubectl kustomize} makes of a folder. */
  static String build(String folder) {
    Tool.require("kubectl");
    Tool.Result result =
        BUILT.computeIfAbsent(folder, f -> Tool.run(List.of("kubectl", "kustomize", f)));
    if (result.code() != 0) {
      throw new AssertionError(folder + " does not build: " + result.said());
    }
    return result.out();
  }

  /** The objects of a kind. */
  static List<JsonNode> objects(String overlay, String kind) {
    return objects(overlay).stream().filter(o -> o.path("kind").asText().equals(kind)).toList();
  }

  /** The object of that kind and name. */
  static JsonNode object(String overlay, String kind, String name) {
    return objects(overlay, kind).stream()
        .filter(o -> name(o).equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(overlay + " has no " + kind + " " + name));
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  /** For messages: {@code Deployment streaming}. */
  static String title(JsonNode object) {
    return object.path("kind").asText() + " " + name(object);
  }
}
