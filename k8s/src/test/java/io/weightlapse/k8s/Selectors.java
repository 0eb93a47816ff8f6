// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Kubernetes' label selectors. */
final class Selectors {
  private Selectors() {}

  /** Whether a selector takes an object with those labels; an empty one takes all. */
  static boolean matches(JsonNode selector, Map<String, String> labels) {
    for (Map.Entry<String, String> e : Pods.labels(selector.path("matchLabels")).entrySet()) {
      if (!e.getValue().equals(labels.get(e.getKey()))) {
        return false;
      }
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!matchesExpression(expression, labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matchesExpression(JsonNode expression, Map<String, String> labels) {
    String value = labels.get(expression.path("key").asText());
    boolean in =
        Pods.list(expression.path("values")).stream().anyMatch(v -> v.asText().equals(value));
    return switch (expression.path("operator").asText()) {
      case "In" -> in;
      case "NotIn" -> !in;
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> throw new IllegalArgumentException("operator: was " + expression);
    };
  }
}
