// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.metric.MetricCatalogue;
import io.weightlapse.core.metric.MetricDefinition;
import io.weightlapse.core.metric.MetricKind;
import io.weightlapse.core.metric.PipelineMetrics;
import io.weightlapse.core.output.ConsoleOutput;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.TrainCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsPluginIT {
  private static final String CLASS = "plugin_io_weightlapse_jobs_metrics_MetricsPlugin_";

  @TempDir Path temp;

  @Test
  void sparksPrometheusPageShowsWhatTheTasksDid() throws Exception {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("metrics")
            .set("spark.ui.port", "0")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.ui.prometheus.enabled", "true")
            .set(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
    MetricsPlugin.addTo(conf);
    MetricsPlugin.addTo(conf); // once is enough
    assertThat(conf.get("spark.plugins")).isEqualTo(MetricsPlugin.class.getName());
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      String url = spark.sc().uiWebUrl().get() + "/metrics/prometheus/";
      long steps = number(get(url), "steps");
      long samples = number(get(url), "samples");
      TrainCommand train = TrainCommand.of("xor", temp.toString());
      String run = train.manifests().get(0).run();
      train.run(spark, ConsoleOutput.ofProcess(true));
      String page = get(url);
      assertThat(number(page, "steps") - steps).isEqualTo(601 * 500);
      assertThat(number(page, "samples") - samples).isEqualTo(601 * 500);
      assertThat(number(page, "events")).isPositive();
      assertThat(number(page, "snapshot_bytes")).isPositive();
      assertThat(number(page, "queue_bytes")).isZero();
      assertThat(number(page, "kafka_drops")).isZero();
      assertThat(number(page, "executors")).isZero(); // in the driver there is none besides
      assertThat(get(spark.sc().uiWebUrl().get() + "/metrics/executors/prometheus/"))
          .contains("metrics_executor_totalTasks");
      // What a run publishes is in the catalogue, too.
      MemorySink sink = new MemorySink();
      new HistorySource(Home.open(temp.toString()), run).deliver(sink::publish);
      List<Metric> metrics =
          sink.events().stream().filter(e -> e instanceof Metric).map(e -> (Metric) e).toList();
      assertThat(metrics)
          .hasSizeGreaterThan(601)
          .allMatch(m -> MetricCatalogue.training(m.name()).isPresent());
    }
  }

  @Test
  void theNumbersAreThoseOfTheCatalogue() {
    List<String> names =
        MetricCatalogue.pipeline().stream()
            .filter(d -> d.kind() == MetricKind.SPARK)
            .map(MetricDefinition::name)
            .filter(n -> !n.equals(PipelineMetrics.SPARK_GPU_BYTES))
            .filter(n -> !n.equals(PipelineMetrics.SPARK_EXECUTORS))
            .toList();
    assertThat(new TreeMap<>(JobCounters.all()).keySet())
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void readsWhatNvidiaSmiSays() throws IOException {
    assertThat(GpuMemory.bytes("512\n1\n")).isEqualTo(513L << 20);
    assertThatThrownBy(() -> GpuMemory.bytes("[N/A]\n"))
        .hasMessage("memory of a GPU must be a number: was [N/A]");
    assertThat(new GpuMemory(new String[] {"no-such-gpu"}).usedBytes()).isZero();
  }

  private static long number(String page, String name) {
    return page.lines()
        .filter(l -> l.contains(CLASS + name + "_Number{"))
        .map(l -> Long.parseLong(l.substring(l.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " must be there: was " + page));
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
