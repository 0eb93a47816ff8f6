// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.weightlapse.core.metric.PipelineMetrics;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  @Test
  void saysHowTheProcessIs() throws Exception {
    AtomicReference<String> wrong = new AtomicReference<>("");
    AtomicReference<String> idle = new AtomicReference<>("");
    try (MetricsServer server = new MetricsServer("127.0.0.1", 0)) {
      server.live(() -> fail(wrong.get())).ready(() -> fail(idle.get())).start();
      assertThat(ask(server, "GET", "/health/live").statusCode()).isEqualTo(200);
      assertThat(ask(server, "GET", "/health/ready").body()).isEqualTo("ok\n");
      idle.set("postgres is away");
      assertThat(ask(server, "GET", "/health/live").statusCode()).isEqualTo(200);
      assertThat(ask(server, "GET", "/health/ready").statusCode()).isEqualTo(503);
      assertThat(ask(server, "GET", "/health/ready").body()).isEqualTo("postgres is away\n");
      wrong.set("the thread has ended");
      assertThat(ask(server, "GET", "/health/live").body()).isEqualTo("the thread has ended\n");
      assertThat(ask(server, "GET", "/health/ready").body()).isEqualTo("the thread has ended\n");
      assertThat(ask(server, "HEAD", "/metrics").body()).isEmpty();
      assertThat(ask(server, "HEAD", "/metrics").headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(ask(server, "POST", "/metrics").statusCode()).isEqualTo(405);
      assertThat(ask(server, "GET", "/").statusCode()).isEqualTo(404);
      int port = URI.create(server.url()).getPort();
      try (MetricsServer second = new MetricsServer("127.0.0.1", port)) {
        assertThatThrownBy(second::start)
            .isInstanceOf(UserException.class)
            .hasMessage(
                "--metrics-port "
                    + port
                    + " of 127.0.0.1 is in use: choose another one, 0 for none");
      }
    }
  }

  /** What promtool says of names: no abbreviated units, and counts only of what is counted. */
  @Test
  void namesAreThoseOfPrometheus() throws Exception {
    try (MetricsServer server = new MetricsServer("127.0.0.1", 0)) {
      server.start();
      String text = ask(server, "GET", "/metrics").body();
      assertThat(text).contains("jvm_memory_used_bytes", "process_cpu_usage");
      assertThat(text.lines().filter(l -> l.startsWith("# TYPE ")).toList())
          .noneMatch(l -> l.matches(".*_(ns|ms|us)(_total)? .*"))
          .noneMatch(l -> l.matches("# TYPE \\w+_count gauge"));
    }
  }

  @Test
  void refusesWhatTheCatalogueDoesNotHave() {
    try (MetricsServer server = new MetricsServer("127.0.0.1", 0)) {
      MeterRegistry registry = server.registry();
      assertThatThrownBy(() -> Meters.gauge(registry, "weightlapse_new", this, t -> 1))
          .hasMessage("metric must be in the catalogue: was weightlapse_new");
      assertThatThrownBy(() -> Meters.gauge(registry, PipelineMetrics.STEPS, this, t -> 1))
          .hasMessage("weightlapse_training_steps_total must be a COUNTER: was GAUGE");
      assertThatThrownBy(
              () -> Meters.counter(registry, PipelineMetrics.MESSAGES, this, t -> 1, "run", "r"))
          .hasMessage("labels of weightlapse_consumer_messages_total must be [topic]: was run");
      assertThatThrownBy(() -> Meters.counter(registry, PipelineMetrics.MESSAGES, this, t -> 1))
          .hasMessage("labels of weightlapse_consumer_messages_total must be [topic]");
    }
  }

  private static void fail(String why) throws IOException {
    if (!why.isEmpty()) {
      throw new IOException(why);
    }
  }

  private static HttpResponse<String> ask(MetricsServer server, String method, String path)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
