// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.k8s.Pods.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every name that an object uses is that of another, or of what an operator or our script makes.
 */
class ReferencesTest {
  private static final String OVERLAYS = "io.weightlapse.k8s.Overlays#names";
  private static final Pattern MADE = Pattern.compile("^secret ([a-z0-9-]+) ", Pattern.MULTILINE);

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void configMapsExist(String overlay) {
    Set<String> present = names(overlay, "ConfigMap");
    Set<String> used = new TreeSet<>();
    for (JsonNode object : Overlays.objects(overlay)) {
      object.findValues("configMapRef").forEach(r -> used.add(r.path("name").asText()));
      object.findValues("configMapKeyRef").forEach(r -> used.add(r.path("name").asText()));
      object.findValues("configMap").forEach(r -> used.add(r.path("name").asText()));
    }
    assertThat(used).isEqualTo(present); // one that nothing uses is a mistake too
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void secretsExist(String overlay) {
    Set<String> used = secretsUsed(overlay);
    Set<String> present = new HashSet<>(ofOperators(overlay));
    present.addAll(ofScript());
    assertThat(present).containsAll(used);
    assertThat(used).containsAll(ofScript());
    assertThat(Overlays.objects(overlay, "Secret")).as("none is in the repository").isEmpty();
  }

  private static Set<String> secretsUsed(String overlay) {
    Set<String> used = new TreeSet<>();
    for (JsonNode object : Overlays.objects(overlay)) {
      for (String key :
          List.of(
              "secretRef", "secretKeyRef", "passwordSecret", "accessKeyId", "secretAccessKey")) {
        object.findValues(key).forEach(r -> used.add(r.path("name").asText()));
      }
      object.findValues("secretName").forEach(n -> used.add(n.asText()));
    }
    return used;
  }

  /** What Strimzi and CloudNativePG make of the objects that are there. */
  private static Set<String> ofOperators(String overlay) {
    Set<String> made = new HashSet<>(names(overlay, "KafkaUser"));
    names(overlay, "Kafka").forEach(k -> made.add(k + "-cluster-ca-cert"));
    for (String cluster : names(overlay, "Cluster")) {
      made.add(cluster + "-app");
      made.add(cluster + "-ca");
    }
    return made;
  }

  private static Set<String> ofScript() {
    Set<String> made = new TreeSet<>();
    var m = MADE.matcher(Repository.text("k8s/create-secrets"));
    while (m.find()) {
      made.add(m.group(1));
    }
    assertThat(made).hasSizeGreaterThanOrEqualTo(3);
    return made;
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void accountsAndVolumesExist(String overlay) {
    Set<String> accounts = new TreeSet<>();
    Set<String> claims = new TreeSet<>();
    for (Pod pod : Pods.of(overlay)) {
      if (pod.ofSpark()) {
        String role = pod.labels().get("spark-role");
        accounts.add(pod.owner().at("/spec/" + role + "/serviceAccount").asText());
      } else if (!pod.ofOperator()) { // the operator makes an account and a volume of its own
        accounts.add(pod.spec().path("serviceAccountName").asText());
      }
      if (!pod.ofOperator()) {
        pod.spec().findValues("claimName").forEach(c -> claims.add(c.asText()));
      }
    }
    assertThat(accounts).isEqualTo(names(overlay, "ServiceAccount"));
    assertThat(claims).isEqualTo(names(overlay, "PersistentVolumeClaim"));
    for (JsonNode binding : Overlays.objects(overlay, "RoleBinding")) {
      assertThat(names(overlay, "Role")).contains(binding.at("/roleRef/name").asText());
      for (JsonNode subject : binding.path("subjects")) {
        assertThat(names(overlay, "ServiceAccount")).contains(subject.path("name").asText());
      }
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void brokersAndTopicsBelongToTheCluster(String overlay) {
    List<JsonNode> parts = new ArrayList<>();
    for (String kind : List.of("KafkaNodePool", "KafkaTopic", "KafkaUser")) {
      parts.addAll(Overlays.objects(overlay, kind));
    }
    assertThat(parts).hasSize(1 + 4 + 2);
    for (JsonNode part : parts) {
      String cluster = Pods.labels(part.at("/metadata/labels")).get("strimzi.io/cluster");
      assertThat(names(overlay, "Kafka")).as(Overlays.title(part)).contains(cluster);
    }
    for (JsonNode backup : Overlays.objects(overlay, "ScheduledBackup")) {
      assertThat(names(overlay, "Cluster")).contains(backup.at("/spec/cluster/name").asText());
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void everythingIsInOneNamespaceAndThereOnce(String overlay) {
    Set<String> seen = new HashSet<>();
    for (JsonNode object : Overlays.objects(overlay)) {
      assertThat(seen.add(Overlays.title(object))).as(Overlays.title(object)).isTrue();
      if (!object.path("kind").asText().equals("Namespace")) {
        assertThat(object.at("/metadata/namespace").asText())
            .as(Overlays.title(object))
            .isEqualTo("weightlapse");
      }
    }
  }

  /** Names of jobs are part of those of pods and services. */
  @Test
  void jobsHaveNamesThatDnsTakes() {
    for (JsonNode job : Overlays.objects(Overlays.GPU, "SparkApplication")) {
      assertThat(Overlays.name(job)).matches("[a-z]([-a-z0-9]{0,40}[a-z0-9])?");
    }
  }

  private static Set<String> names(String overlay, String kind) {
    Set<String> names = new TreeSet<>();
    Overlays.objects(overlay, kind).forEach(o -> names.add(Overlays.name(o)));
    return names;
  }
}
