// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.GrafanaVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every dashboard for every version, by Grafana's own schemas, which refuse unknown fields. */
class DashboardSchemaTest {
  private static final Path OLD_XY =
      Path.of("src/test/resources/schemas/xychart-before-11.1.schema.json");

  @ParameterizedTest
  @ValueSource(strings = {"9.4.0", "10.0.0", "10.4.0", "11.0.0", "11.1.0", "12.0.0", "13.0.0"})
  void areValid(String text) {
    GrafanaVersion version = GrafanaVersion.parse(text);
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      assertThat(errors(d.toJson(version), version)).as(d.title()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.4.0", "13.0.0"})
  void nothingOverlapsAndIdsDiffer(String text) {
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      Set<String> cells = new HashSet<>();
      for (JsonNode p : d.toJson(GrafanaVersion.parse(text)).get("panels")) {
        JsonNode at = p.get("gridPos");
        for (int x = 0; x < at.get("w").asInt(); x++) {
          for (int y = 0; y < at.get("h").asInt(); y++) {
            String cell = (at.get("x").asInt() + x) + "," + (at.get("y").asInt() + y);
            assertThat(cells.add(cell))
                .as("%s: %s at %s", d.title(), p.get("title"), cell)
                .isTrue();
          }
        }
        assertThat(at.get("x").asInt() + at.get("w").asInt()).isLessThanOrEqualTo(24);
      }
    }
  }

  @Test
  void panelsDependOnTheVersion() {
    assertThat(types("9.4.0")).contains("xychart").doesNotContain("trend");
    assertThat(types("10.0.0")).contains("trend", "xychart");
    assertThat(text("9.4.0")).contains("\"postgres\"").doesNotContain("grafana-postgresql");
    assertThat(text("10.2.2")).contains("\"postgres\"").doesNotContain("grafana-postgresql");
    assertThat(text("10.2.3")).contains("\"grafana-postgresql-datasource\"");
    assertThat(text("11.0.0")).contains("seriesMapping").doesNotContain("pluginVersion");
    assertThat(text("11.1.0")).doesNotContain("seriesMapping").contains("pluginVersion");
  }

  /** Schemas that take everything would prove nothing. */
  @Test
  void mistakesAreFound() {
    found(d -> d.put("style", "dark"), "style");
    found(d -> d.put("refresh", false), "refresh");
    found(d -> ((ObjectNode) d.at("/links/0")).remove("icon"), "icon");
    found(d -> ((ObjectNode) d.at("/panels/1/options")).put("xfield", "step"), "xfield");
    found(d -> ((ObjectNode) d.at("/panels/1/targets/0")).put("sql_", "x"), "sql_");
    found(
        d ->
            ((ObjectNode) d.at("/panels/1/fieldConfig/defaults"))
                .putObject("thresholds")
                .put("mode", "absolute")
                .putArray("steps")
                .addObject()
                .put("color", "red"),
        "value");
    found(
        d -> ((ObjectNode) d.at("/panels/1/fieldConfig/defaults/custom")).put("drawStyle", "waves"),
        "drawStyle");
  }

  private static void found(Consumer<ObjectNode> mistake, String word) {
    GrafanaVersion version = GrafanaVersion.DEFAULT;
    ObjectNode training = Dashboards.all(Dashboards.GALLERY).get(1).toJson(version);
    mistake.accept(training);
    assertThat(String.join("\n", errors(training, version))).contains(word);
  }

  private static List<String> errors(ObjectNode dashboard, GrafanaVersion version) {
    List<String> errors = new ArrayList<>();
    errors.addAll(Schemas.errors(Schemas.file("dashboard"), "", dashboard));
    errors.addAll(Schemas.errors(Schemas.file("dashboard"), "#/definitions/Dashboard", dashboard));
    for (JsonNode p : dashboard.get("panels")) {
      String type = p.get("type").asText();
      Path file =
          type.equals("xychart") && !version.atLeast(11, 1, 0) ? OLD_XY : Schemas.file(type);
      List<String> of = new ArrayList<>();
      of.addAll(Schemas.errors(file, "#/definitions/Options", p.get("options")));
      JsonNode custom = p.at("/fieldConfig/defaults/custom");
      if (Schemas.read(file).at("/definitions/FieldConfig").isObject()) {
        if (custom.isObject()) {
          of.addAll(Schemas.errors(file, "#/definitions/FieldConfig", custom));
        }
      } else {
        assertThat(custom.isMissingNode()).as(type).isTrue();
      }
      for (JsonNode t : p.get("targets")) {
        of.addAll(
            t.has("expr")
                ? Schemas.errors(Schemas.file("prometheus"), "#/definitions/Dataquery", t)
                : Schemas.errors(Schemas.grafana().resolve("sql-target.own.schema.json"), "", t));
      }
      of.forEach(e -> errors.add(p.get("title") + ": " + e));
    }
    return errors;
  }

  private static Set<String> types(String version) {
    Set<String> types = new HashSet<>();
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      ArrayNode panels = (ArrayNode) d.toJson(GrafanaVersion.parse(version)).get("panels");
      panels.forEach(p -> types.add(p.get("type").asText()));
    }
    return types;
  }

  private static String text(String version) {
    return String.join(
        "", Export.files(GrafanaVersion.parse(version), Dashboards.GALLERY).values());
  }
}
