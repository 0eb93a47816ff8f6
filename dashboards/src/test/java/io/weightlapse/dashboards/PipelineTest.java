// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.metric.MetricCatalogue;
import io.weightlapse.core.metric.MetricDefinition;
import io.weightlapse.core.metric.MetricKind;
import io.weightlapse.core.metric.PipelineMetrics;
import io.weightlapse.dashboards.model.AlertRule;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.Source;
import io.weightlapse.dashboards.model.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is asked of Prometheus against the catalogue of metrics. */
class PipelineTest {
  private static final Pattern NAME = Pattern.compile("weightlapse_[a-z_]+");
  private static final Pattern SPARK = Pattern.compile("\\)\\?([a-z_]+)_Value");
  private static final Pattern LABEL = Pattern.compile("sum by \\((\\w+)\\) \\((?:rate\\()?(\\w+)");

  @Test
  void everyMetricIsInTheCatalogue() {
    Set<String> used = new HashSet<>();
    for (Target t : targets()) {
      Matcher m = NAME.matcher(t.query());
      while (m.find()) {
        String base = m.group().replaceFirst("_(sum|count|max)$", "");
        MetricDefinition metric = MetricCatalogue.pipeline(base).orElseThrow();
        assertThat(base.equals(m.group()))
            .as(m.group())
            .isEqualTo(metric.kind() != MetricKind.SUMMARY);
        used.add(base);
      }
    }
    List<String> unseen = new ArrayList<>();
    MetricCatalogue.pipeline().stream()
        .filter(d -> d.kind() != MetricKind.SPARK && !used.contains(d.name()))
        .forEach(d -> unseen.add(d.name()));
    assertThat(unseen)
        .as("what no panel shows")
        .containsExactlyInAnyOrder(PipelineMetrics.SINK_REMOVED);
  }

  @Test
  void labelsAreThoseOfTheMetric() {
    int labels = 0;
    for (Target t : targets()) {
      Matcher m = LABEL.matcher(t.query());
      if (m.find() && m.group(2).startsWith("weightlapse_")) {
        assertThat(MetricCatalogue.pipeline(m.group(2)).orElseThrow().labels())
            .as(t.query())
            .contains(m.group(1));
        labels++;
      }
    }
    assertThat(labels).isGreaterThan(4);
  }

  /** Counters are never shown as they are, gauges never as a rate. */
  @Test
  void countersAreRatesAndGaugesAreNot() {
    for (Target t : targets()) {
      Matcher m = NAME.matcher(t.query());
      while (m.find()) {
        boolean counter = m.group().endsWith("_total") || m.group().matches(".*_(sum|count)");
        String before = t.query().substring(0, m.start());
        assertThat(before.endsWith("rate(") || before.endsWith("increase("))
            .as(t.query())
            .isEqualTo(counter);
      }
    }
  }

  /** The names of Spark's page, which a test of the jobs reads from a real one. */
  @Test
  void sparksNamesAreFound() {
    String page = "metrics_app_1_driver_plugin_io_weightlapse_jobs_metrics_MetricsPlugin_";
    int found = 0;
    for (Target t : targets()) {
      Matcher m = SPARK.matcher(t.query());
      if (!m.find()) {
        continue;
      }
      String metric = m.group(1);
      assertThat(MetricCatalogue.pipeline(metric).orElseThrow().kind()).isEqualTo(MetricKind.SPARK);
      Matcher selector = Pattern.compile("__name__=~\"([^\"]+)\"").matcher(t.query());
      assertThat(selector.find()).isTrue();
      assertThat(page + "executor_0_" + metric + "_Value").matches(selector.group(1));
      assertThat(page + metric + "_Value").matches(selector.group(1));
      assertThat(page + "executor_0_other_" + metric + "_Value").doesNotMatch(selector.group(1));
      Matcher label = Pattern.compile("\"__name__\", \"([^\"]+)\"").matcher(t.query());
      assertThat(label.find()).isTrue();
      Matcher executor =
          Pattern.compile(label.group(1)).matcher(page + "executor_12_" + metric + "_Value");
      assertThat(executor.matches()).isTrue();
      assertThat(executor.group(1)).isEqualTo("12");
      found++;
    }
    assertThat(found).isEqualTo(5);
  }

  private static List<Target> targets() {
    List<Target> all = new ArrayList<>();
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      for (Panel p : d.panels()) {
        all.addAll(p.targets());
      }
    }
    AlertRules.all().stream().map(AlertRule::query).forEach(all::add);
    all.removeIf(t -> t.source() != Source.PROMETHEUS);
    return all;
  }
}
