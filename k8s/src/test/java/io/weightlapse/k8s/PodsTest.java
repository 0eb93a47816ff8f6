// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.k8s.Pods.Pod;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pod must have: limits, no privileges, a writable /tmp, health, pinned images. */
class PodsTest {
  private static final String OVERLAYS = "io.weightlapse.k8s.Overlays#names";

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void noPodHasPrivileges(String overlay) {
    assertThat(Pods.of(overlay)).hasSizeGreaterThanOrEqualTo(8);
    for (Pod pod : Pods.of(overlay)) {
      JsonNode security = pod.spec().path("securityContext");
      assertThat(security.path("runAsNonRoot").asBoolean()).as(pod.title()).isTrue();
      assertThat(security.path("runAsUser").asInt()).as(pod.title()).isPositive();
      assertThat(security.at("/seccompProfile/type").asText())
          .as(pod.title())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.spec().path("hostNetwork").asBoolean()).as(pod.title()).isFalse();
      for (JsonNode volume : pod.spec().path("volumes")) {
        assertThat(volume.has("hostPath")).as(pod.title() + " " + volume).isFalse();
      }
      for (JsonNode container : pod.containers()) {
        String as = pod.title() + " " + container.path("name").asText();
        JsonNode own = container.path("securityContext");
        assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).as(as).isFalse();
        assertThat(own.path("readOnlyRootFilesystem").asBoolean()).as(as).isTrue();
        assertThat(own.at("/capabilities/drop/0").asText()).as(as).isEqualTo("ALL");
        assertThat(mounts(container)).as(as).contains("/tmp");
      }
    }
  }

  /** Brokers and their operators' containers are not in a template of ours, but their rules are. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void brokersHaveNoPrivileges(String overlay) {
    JsonNode pool = Overlays.object(overlay, "KafkaNodePool", "brokers");
    JsonNode kafka = Overlays.object(overlay, "Kafka", "weightlapse");
    for (JsonNode container :
        List.of(
            pool.at("/spec/template/kafkaContainer/securityContext"),
            kafka.at("/spec/entityOperator/template/topicOperatorContainer/securityContext"),
            kafka.at("/spec/entityOperator/template/userOperatorContainer/securityContext"))) {
      assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(container.path("runAsNonRoot").asBoolean()).isTrue();
      assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    }
    for (JsonNode resources :
        List.of(
            pool.at("/spec/resources"),
            kafka.at("/spec/entityOperator/topicOperator/resources"),
            kafka.at("/spec/entityOperator/userOperator/resources"),
            Overlays.object(overlay, "Cluster", "weightlapse-db").at("/spec/resources"))) {
      assertBounded("operators' pods", resources);
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void everyContainerIsBounded(String overlay) {
    for (Pod pod : Pods.of(overlay)) {
      if (pod.ofSpark()) { // Spark makes requests and limits of these
        String role = pod.labels().get("spark-role");
        JsonNode sizes = pod.owner().at("/spec/" + role);
        for (String key : List.of("cores", "coreLimit", "memory", "memoryOverhead")) {
          assertThat(sizes.has(key)).as(pod.title() + " " + key).isTrue();
        }
        assertThat(Double.parseDouble(sizes.path("coreLimit").asText()))
            .as(pod.title())
            .isGreaterThanOrEqualTo(sizes.path("cores").asInt());
        continue;
      }
      for (JsonNode container : pod.containers()) {
        assertBounded(pod.title(), container.path("resources"));
      }
    }
  }

  private static void assertBounded(String title, JsonNode resources) {
    for (String bound : List.of("requests", "limits")) {
      for (String what : List.of("cpu", "memory")) {
        assertThat(resources.path(bound).has(what)).as(title + " " + bound + " " + what).isTrue();
        assertThat(Quantities.of(resources.path("requests").path(what)))
            .as(title + " " + what)
            .isLessThanOrEqualTo(Quantities.of(resources.path("limits").path(what)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void whatRunsForEverIsAskedHowItIs(String overlay) {
    for (Pod pod : Pods.of(overlay)) {
      String kind = pod.owner().path("kind").asText();
      if (!kind.equals("Deployment") && !kind.equals("Grafana")) {
        continue;
      }
      for (JsonNode container : Pods.list(pod.spec().path("containers"))) {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          JsonNode http = container.at("/" + probe + "/httpGet");
          assertThat(http.path("path").asText()).as(pod.title() + " " + probe).startsWith("/");
          assertPortExists(pod, container, http.path("port"));
        }
      }
    }
  }

  private static void assertPortExists(Pod pod, JsonNode container, JsonNode port) {
    if (port.isTextual()) {
      assertThat(Pods.list(container.path("ports")))
          .as(pod.title())
          .anyMatch(p -> p.path("name").asText().equals(port.asText()));
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void imagesArePinned(String overlay) {
    for (JsonNode object : Overlays.objects(overlay)) {
      for (String field : List.of("image", "imageName")) {
        for (JsonNode image : object.findValues(field)) {
          if (image.isTextual()) {
            assertThat(image.asText())
                .as(Overlays.title(object))
                .matches("[a-z0-9./-]+:[0-9][0-9A-Za-z.-]+");
          }
        }
      }
    }
    assertThat(Overlays.build("k8s/overlays/" + overlay)).doesNotContain("latest");
  }

  /** A Service called kafka would make KAFKA_PORT=tcp://..., which brokers and others die of. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void servicesAreNotInjectedAsVariables(String overlay) {
    for (Pod pod : Pods.of(overlay)) {
      assertThat(pod.spec().path("enableServiceLinks").asBoolean(true)).as(pod.title()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void onlyDriversTalkToTheApiServer(String overlay) {
    for (Pod pod : Pods.of(overlay)) {
      assertThat(pod.spec().path("automountServiceAccountToken").asBoolean(true))
          .as(pod.title())
          .isEqualTo("driver".equals(pod.labels().get("spark-role")));
    }
  }

  private static List<String> mounts(JsonNode container) {
    return Pods.list(container.path("volumeMounts")).stream()
        .map(m -> m.path("mountPath").asText())
        .toList();
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void mountsAndVolumesAgree(String overlay) {
    for (Pod pod : Pods.of(overlay)) {
      List<String> volumes =
          Pods.list(pod.spec().path("volumes")).stream()
              .map(v -> v.path("name").asText())
              .sorted()
              .toList();
      List<String> mounted =
          pod.containers().stream()
              .flatMap(c -> Pods.list(c.path("volumeMounts")).stream())
              .map(m -> m.path("name").asText())
              .distinct()
              .sorted()
              .toList();
      assertThat(mounted).as(pod.title()).isEqualTo(volumes);
    }
  }
}
