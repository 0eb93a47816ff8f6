// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.cli.Main;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The streaming and dashboards containers against the command's own options. */
class StreamTest {
  private static final String OVERLAYS = "io.weightlapse.k8s.Overlays#names";

  /** Options of {@code weightlapse stream} with their defaults. */
  static Map<String, String> options() {
    Map<String, String> defaults = new TreeMap<>();
    new CommandLine(Main.class)
        .getSubcommands()
        .get("stream")
        .getCommandSpec()
        .options()
        .forEach(o -> defaults.put(o.longestName(), o.defaultValue()));
    return defaults;
  }

  static JsonNode container(String overlay, String kind, String name) {
    return Overlays.object(overlay, kind, name).at("/spec/template/spec/containers/0");
  }

  static List<String> arguments(JsonNode container) {
    return Pods.list(container.path("args")).stream().map(JsonNode::asText).toList();
  }

  /** The word after an option. */
  static String argument(String overlay, String option) {
    List<String> all = arguments(container(overlay, "Deployment", "streaming"));
    return all.get(all.indexOf(option) + 1);
  }

  static Map<String, String> kafkaProperties(String overlay) {
    List<String> all = arguments(container(overlay, "Deployment", "streaming"));
    Map<String, String> properties = new TreeMap<>();
    for (int i = 0; i + 1 < all.size(); i++) {
      if (all.get(i).equals("--conf")) {
        String[] pair = all.get(i + 1).split("=", 2);
        properties.put(pair[0].replaceFirst("^kafka\\.", ""), pair[1]);
      }
    }
    return properties;
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void streamingTakesItsArguments(String overlay) {
    List<String> arguments = arguments(container(overlay, "Deployment", "streaming"));
    CommandLine.ParseResult parsed =
        new CommandLine(Main.class).parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("stream");
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void dashboardsTakeTheirArguments(String overlay) {
    List<String> arguments = arguments(container(overlay, "Job", "dashboards"));
    CommandLine command = new CommandLine(Main.class);
    command.parseArgs(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void portsAgree(String overlay) {
    JsonNode container = container(overlay, "Deployment", "streaming");
    String port = argument(overlay, "--metrics-port");
    assertThat(port).isEqualTo(options().get("--metrics-port"));
    assertThat(argument(overlay, "--host")).as("probes come from outside").isEqualTo("0.0.0.0");
    assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(port);
    assertThat(Overlays.object(overlay, "Service", "streaming").at("/spec/ports/0/port").asText())
        .isEqualTo(port);
    assertThat(options().get("--port"))
        .as("of the gallery, which operations.md forwards")
        .isEqualTo("8350");
    assertThat(Repository.text("k8s/base/streaming/deployment.yaml")).contains("8350");
  }

  /** The password is in the environment and in no argument. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void passwordsAreNoArguments(String overlay) {
    JsonNode container = container(overlay, "Deployment", "streaming");
    assertThat(container.path("env").findValuesAsText("name"))
        .contains("WEIGHTLAPSE_POSTGRES_PASSWORD");
    assertThat(String.join(" ", arguments(container))).doesNotContainIgnoringCase("password=");
    JsonNode database = Overlays.object(overlay, "Cluster", "weightlapse-db");
    assertThat(argument(overlay, "--postgres"))
        .contains("//" + Overlays.name(database) + "-rw:5432/")
        .contains("/" + database.at("/spec/bootstrap/initdb/database").asText() + "?")
        .contains("user=" + database.at("/spec/bootstrap/initdb/owner").asText());
  }
}
