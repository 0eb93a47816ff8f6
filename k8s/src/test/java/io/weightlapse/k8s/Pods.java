// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Every pod that an overlay's objects make, as far as we write its template. */
final class Pods {
  private Pods() {}

  /**
   * A pod's template.
   *
   * @param title of the object that makes it
   * @param owner that object
   * @param labels that the pod will have, those that Spark and operators add included
   */
  record Pod(String title, JsonNode owner, JsonNode template, Map<String, String> labels) {
    JsonNode spec() {
      return template.path("spec");
    }

    List<JsonNode> containers() {
      List<JsonNode> all = list(spec().path("containers"));
      all.addAll(list(spec().path("initContainers")));
      return all;
    }

    boolean ofSpark() {
      return owner.path("kind").asText().equals("SparkApplication");
    }

    boolean ofOperator() {
      return owner.path("kind").asText().equals("Grafana");
    }
  }

  static List<JsonNode> list(JsonNode array) {
    return new ArrayList<>(StreamSupport.stream(array.spliterator(), false).toList());
  }

  static List<Pod> of(String overlay) {
    List<Pod> pods = new ArrayList<>();
    for (JsonNode o : Overlays.objects(overlay)) {
      String title = Overlays.title(o);
      switch (o.path("kind").asText()) {
        case "Deployment", "StatefulSet", "Job" -> pods.add(pod(title, o, "/spec/template"));
        case "CronJob" -> pods.add(pod(title, o, "/spec/jobTemplate/spec/template"));
        case "Grafana" -> pods.add(pod(title, o, "/spec/deployment/spec/template"));
        case "SparkApplication" -> {
          pods.add(spark(title, o, "driver"));
          pods.add(spark(title, o, "executor"));
        }
        default -> {
          // makes no pods, or an operator decides what is in them
        }
      }
    }
    return pods;
  }

  private static Pod pod(String title, JsonNode owner, String path) {
    JsonNode template = owner.at(path);
    return new Pod(title, owner, template, labels(template.at("/metadata/labels")));
  }

  /** Spark labels its pods with their role, and the operator with the application's name. */
  private static Pod spark(String title, JsonNode owner, String role) {
    JsonNode template = owner.at("/spec/" + role + "/template");
    Map<String, String> labels = labels(template.at("/metadata/labels"));
    labels.put("spark-role", role);
    return new Pod(title + " " + role, owner, template, labels);
  }

  static Map<String, String> labels(JsonNode node) {
    Map<String, String> labels = new TreeMap<>();
    if (node instanceof ObjectNode object) {
      object.fields().forEachRemaining(e -> labels.put(e.getKey(), e.getValue().asText()));
    }
    return labels;
  }

  /** Labels of pods that operators make of other kinds: brokers, the entity operator, databases. */
  static List<Map<String, String>> ofOperators() {
    return List.of(
        Map.of("strimzi.io/cluster", "weightlapse", "strimzi.io/kind", "Kafka"),
        Map.of("cnpg.io/cluster", "weightlapse-db"));
  }
}
