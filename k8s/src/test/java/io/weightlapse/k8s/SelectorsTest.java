// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.k8s.Pods.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A selector that takes nothing is a typing error. */
class SelectorsTest {
  private static final String OVERLAYS = "io.weightlapse.k8s.Overlays#names";

  private static List<Map<String, String>> allPods(String overlay) {
    List<Map<String, String>> all = new ArrayList<>(Pods.ofOperators());
    Pods.of(overlay).forEach(p -> all.add(p.labels()));
    return all;
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void policiesAndBudgetsTakePods(String overlay) {
    for (JsonNode policy : Overlays.objects(overlay, "NetworkPolicy")) {
      assertTakes(overlay, policy, policy.at("/spec/podSelector"));
      for (JsonNode peer : policy.findValues("podSelector")) {
        assertTakes(overlay, policy, peer);
      }
    }
    for (JsonNode budget : Overlays.objects(overlay, "PodDisruptionBudget")) {
      assertTakes(overlay, budget, budget.at("/spec/selector"));
    }
  }

  private static void assertTakes(String overlay, JsonNode object, JsonNode selector) {
    assertThat(allPods(overlay))
        .as(Overlays.title(object) + " " + selector)
        .anyMatch(labels -> Selectors.matches(selector, labels));
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void deploymentsTakeTheirOwnPodsOnly(String overlay) {
    for (JsonNode deployment : Overlays.objects(overlay, "Deployment")) {
      List<Pod> taken =
          Pods.of(overlay).stream()
              .filter(p -> Selectors.matches(deployment.at("/spec/selector"), p.labels()))
              .toList();
      assertThat(taken).extracting(Pod::title).containsExactly(Overlays.title(deployment));
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void servicesHavePodsWithTheirPorts(String overlay) {
    List<JsonNode> services = Overlays.objects(overlay, "Service");
    assertThat(services).hasSizeGreaterThanOrEqualTo(2);
    for (JsonNode service : services) {
      Map<String, String> selector = Pods.labels(service.at("/spec/selector"));
      List<Pod> pods =
          Pods.of(overlay).stream()
              .filter(p -> p.labels().entrySet().containsAll(selector.entrySet()))
              .toList();
      assertThat(pods).as(Overlays.title(service)).hasSize(1);
      for (JsonNode port : service.at("/spec/ports")) {
        if (port.path("targetPort").isTextual() && !pods.get(0).ofOperator()) {
          assertThat(pods.get(0).spec().findValues("ports"))
              .as(Overlays.title(service))
              .anyMatch(p -> p.findValuesAsText("name").contains(port.path("targetPort").asText()));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void monitorsFindServicesAndPods(String overlay) {
    for (JsonNode monitor : Overlays.objects(overlay, "ServiceMonitor")) {
      List<JsonNode> found =
          Overlays.objects(overlay, "Service").stream()
              .filter(
                  s ->
                      Selectors.matches(
                          monitor.at("/spec/selector"), Pods.labels(s.at("/metadata/labels"))))
              .toList();
      assertThat(found).as(Overlays.title(monitor)).isNotEmpty();
      for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
        assertThat(found)
            .anyMatch(
                s ->
                    s.at("/spec/ports")
                        .findValuesAsText("name")
                        .contains(endpoint.path("port").asText()));
      }
    }
    for (JsonNode monitor : Overlays.objects(overlay, "PodMonitor")) {
      assertTakes(overlay, monitor, monitor.at("/spec/selector"));
    }
  }

  /** Beyond one replica a partition none has work. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void autoscalersScaleWhatIsThere(String overlay) {
    for (JsonNode scaler : Overlays.objects(overlay, "HorizontalPodAutoscaler")) {
      JsonNode target = scaler.at("/spec/scaleTargetRef");
      JsonNode deployment =
          Overlays.object(overlay, target.path("kind").asText(), target.path("name").asText());
      assertThat(deployment.at("/spec/replicas").isMissingNode())
          .as("a number of replicas would be taken back at each apply")
          .isTrue();
      assertThat(scaler.at("/spec/maxReplicas").asInt())
          .isEqualTo(io.weightlapse.jobs.kafka.KafkaCheck.PARTITIONS);
      for (JsonNode claim : deployment.findValues("claimName")) {
        assertThat(
                Overlays.object(overlay, "PersistentVolumeClaim", claim.asText())
                    .at("/spec/accessModes/0")
                    .asText())
            .as("replicas share the volume")
            .isEqualTo("ReadWriteMany");
      }
    }
  }
}
