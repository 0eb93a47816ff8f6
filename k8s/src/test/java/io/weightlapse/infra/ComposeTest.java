// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.weightlapse.cli.Main;
import io.weightlapse.core.event.Topics;
import io.weightlapse.k8s.Repository;
import io.weightlapse.k8s.Schemas;
import io.weightlapse.k8s.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The compose file: its schema, its order of starting, its limits, its names. */
class ComposeTest {
  private static final Map<String, String> PASSWORDS =
      Map.of("POSTGRES_PASSWORD", "a", "GRAFANA_DB_PASSWORD", "b", "GRAFANA_ADMIN_PASSWORD", "c");

  private static final Set<String> ONE_SHOT = Set.of("topics", "dashboards", "submit");

  private static final JsonNode FILE = Repository.yaml("infra/compose.yaml");

  private static Map<String, JsonNode> services() {
    Map<String, JsonNode> services = new TreeMap<>();
    FILE.path("services").fields().forEachRemaining(e -> services.put(e.getKey(), e.getValue()));
    assertThat(services).hasSizeGreaterThan(10);
    return services;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void isValidBySchema() {
    assertThat(
            Schemas.errors(
                Repository.schemas("k8s/core").resolve("compose-spec.json"), VersionFlag.V7, FILE))
        .isEmpty();
  }

  @Test
  void composeTakesIt() {
    Tool.require("docker-compose");
    Tool.Result result =
        Tool.run(PASSWORDS, List.of("docker-compose", "-f", "infra/compose.yaml", "config", "-q"));
    assertThat(result.code()).as(result.said()).isZero();
    Tool.Result without =
        Tool.run(
            Map.of("POSTGRES_PASSWORD", ""),
            List.of("docker-compose", "-f", "infra/compose.yaml", "config", "-q"));
    assertThat(without.code()).as("no password, no start").isNotZero();
  }

  @Test
  void everyServiceIsBoundedAndContained() {
    services()
        .forEach(
            (name, service) -> {
              JsonNode limits = service.at("/deploy/resources/limits");
              assertThat(limits.path("cpus").asText()).as(name).isNotEmpty();
              assertThat(limits.path("memory").asText()).as(name).matches("[0-9]+[MG]");
              assertThat(texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
              assertThat(texts(service.path("security_opt"))).contains("no-new-privileges:true");
              assertThat(service.path("read_only").asBoolean()).isEqualTo(!name.equals("broker"));
              assertThat(service.has("container_name")).as(name).isFalse();
              assertThat(service.path("image").asText()).matches("[a-z0-9./-]+:v?[0-9][0-9.]+");
              assertThat(name).isNotIn("kafka", "spark-master");
              assertThat(service.path("profiles")).as(name).isNotEmpty();
            });
  }

  /** What runs on is asked how it is, by compose or by its image. */
  @Test
  void nobodyWaitsForWhatCannotSayThatItIsReady() {
    Map<String, JsonNode> services = services();
    services.forEach(
        (name, service) ->
            service
                .path("depends_on")
                .fields()
                .forEachRemaining(
                    e -> {
                      String condition = e.getValue().path("condition").asText();
                      JsonNode other = services.get(e.getKey());
                      assertThat(other).as(name + " needs " + e.getKey()).isNotNull();
                      assertThat(condition)
                          .as(name + " needs " + e.getKey())
                          .isEqualTo(
                              ONE_SHOT.contains(e.getKey())
                                  ? "service_completed_successfully"
                                  : "service_healthy");
                      boolean ofImage = other.path("image").asText().startsWith("weightlapse/");
                      assertThat(
                              ONE_SHOT.contains(e.getKey()) || other.has("healthcheck") || ofImage)
                          .as(e.getKey() + " has a health check")
                          .isTrue();
                      if (!texts(service.path("profiles")).contains("tools")) {
                        assertThat(texts(other.path("profiles")))
                            .as(name + " and " + e.getKey())
                            .containsAll(texts(service.path("profiles")));
                      }
                    }));
  }

  @Test
  void portsAreOpenToThisMachineOnly() {
    services()
        .forEach(
            (name, service) ->
                assertThat(texts(service.path("ports"))).allMatch(p -> p.startsWith("127.0.0.1:")));
  }

  @Test
  void passwordsComeFromTheEnvironment() {
    String text = Repository.text("infra/compose.yaml");
    assertThat(Pattern.compile("PASSWORD: (?!\\$\\{[A-Z_]+:\\?)").matcher(text).find()).isFalse();
    String up = Repository.text("infra/up");
    PASSWORDS.keySet().forEach(p -> assertThat(up).contains(p + "=$(password)"));
    assertThat(Repository.text(".gitignore")).contains("/infra/.env\n");
    assertThat(Repository.text(".dockerignore")).contains("infra/.env\n");
  }

  @Test
  void volumesExist() {
    Set<String> used = new TreeSet<>();
    services()
        .forEach(
            (name, service) -> {
              for (String volume : texts(service.path("volumes"))) {
                String source = volume.substring(0, volume.indexOf(':'));
                if (source.startsWith("./")) {
                  assertThat(Repository.path("infra").resolve(source)).as(volume).exists();
                  assertThat(volume).endsWith(":ro");
                } else {
                  used.add(source);
                }
              }
            });
    assertThat(new TreeSet<>(names(FILE.path("volumes")))).isEqualTo(used);
  }

  @Test
  void topicsAreThoseOfTheCode() {
    Map<String, String> made = new TreeMap<>();
    var m =
        Pattern.compile("^topic (\\S+) (\\d+) ", Pattern.MULTILINE)
            .matcher(Repository.text("infra/kafka/topics"));
    while (m.find()) {
      made.put(m.group(1), m.group(2));
    }
    assertThat(made.keySet()).containsExactlyInAnyOrderElementsOf(Topics.ALL);
    assertThat(made.values())
        .containsOnly(Integer.toString(io.weightlapse.jobs.kafka.KafkaCheck.PARTITIONS));
  }

  /** Clients inside come by another listener than those of this machine; both must lead back. */
  @Test
  void brokerTellsEachClientAnAddressThatItReaches() {
    JsonNode environment = services().get("broker").path("environment");
    assertThat(environment.path("KAFKA_ADVERTISED_LISTENERS").asText())
        .isEqualTo("INSIDE://broker:9092,OUTSIDE://127.0.0.1:19092");
    assertThat(texts(services().get("broker").path("ports")))
        .containsExactly("127.0.0.1:19092:19092");
    services()
        .forEach(
            (name, service) -> {
              List<String> command = texts(service.path("command"));
              if (command.contains("stream")) {
                assertThat(command).as(name).containsSequence("--host", "0.0.0.0");
                new CommandLine(Main.class).parseArgs(command.toArray(String[]::new));
              }
              if (command.contains("dashboards")) {
                new CommandLine(Main.class).parseArgs(command.toArray(String[]::new));
              }
              if (command.contains("--kafka")) {
                assertThat(command.get(command.indexOf("--kafka") + 1)).isEqualTo("broker:9092");
              }
            });
  }
}
