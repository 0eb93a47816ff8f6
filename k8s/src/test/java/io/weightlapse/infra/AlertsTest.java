// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.metric.MetricCatalogue;
import io.weightlapse.dashboards.AlertRules;
import io.weightlapse.k8s.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts: one text in two places, advice for each, and metrics that there are. */
class AlertsTest {
  private static final JsonNode RULES = Repository.yaml("infra/prometheus/rules/weightlapse.yml");

  private static List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    RULES.path("groups").forEach(g -> g.path("rules").forEach(alerts::add));
    assertThat(alerts).hasSizeGreaterThan(5);
    return alerts;
  }

  private static Set<String> found(String regex, String text) {
    Set<String> found = new TreeSet<>();
    Matcher m = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
    while (m.find()) {
      found.add(m.group(1));
    }
    return found;
  }

  @Test
  void theOperatorsCopyIsTheSame() {
    JsonNode copy = Repository.yaml("k8s/components/prometheus-operator/rules.yaml");
    assertThat(copy.at("/spec/groups")).isEqualTo(RULES.path("groups"));
  }

  @Test
  void eachHasAdviceAndATest() {
    Set<String> names = new TreeSet<>();
    for (JsonNode alert : alerts()) {
      assertThat(names.add(alert.path("alert").asText())).isTrue();
      assertThat(alert.at("/labels/severity").asText()).isIn("info", "warning", "critical");
      assertThat(alert.at("/annotations/summary").asText()).endsWith(".");
      assertThat(alert.at("/annotations/description").asText()).endsWith(".");
    }
    assertThat(found("^### (Weightlapse\\w+)$", Repository.text("docs/operations.md")))
        .isEqualTo(names);
    assertThat(found("alertname: (\\w+)", Repository.text("infra/prometheus/rules-test.yml")))
        .isEqualTo(names);
  }

  @Test
  void grafanasAlertsHaveAdviceToo() {
    Set<String> advised =
        found("^- \\*\\*(weightlapse-\\w+)\\*\\*", Repository.text("docs/operations.md"));
    Set<String> rules = new TreeSet<>();
    AlertRules.all().forEach(r -> rules.add(r.uid()));
    assertThat(advised).isEqualTo(rules);
  }

  /** Alerts on a metric that nobody publishes never fire. */
  @Test
  void metricsAreThoseOfTheCatalogue() {
    Set<String> known = new TreeSet<>();
    MetricCatalogue.pipeline().forEach(d -> known.add(d.name()));
    for (JsonNode alert : alerts()) {
      Set<String> used = found("(weightlapse_\\w+)", alert.path("expr").asText());
      assertThat(known).as(alert.path("alert").asText()).containsAll(used);
    }
    assertThat(known)
        .containsAll(
            found(
                "name: (weightlapse_\\w+)",
                Repository.text("k8s/components/prometheus-operator/autoscaler.yaml")));
  }

  @Test
  void prometheusScrapesThePortThatComposeOpens() {
    JsonNode jobs = Repository.yaml("infra/prometheus/prometheus.yml").path("scrape_configs");
    assertThat(jobs.get(0).path("job_name").asText()).isEqualTo("streaming");
    assertThat(jobs.get(0).at("/static_configs/0/targets/0").asText()).isEqualTo("streaming:9404");
    List<String> command = new ArrayList<>();
    Repository.yaml("infra/compose.yaml")
        .at("/services/streaming/command")
        .forEach(c -> command.add(c.asText()));
    assertThat(command).containsSequence("--metrics-port", "9404");
  }
}
