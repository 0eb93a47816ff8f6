// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.weightlapse.core.util.UserException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrometheusTest {
  private static final TimeRange RANGE =
      new TimeRange(Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(1_600));

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String answer = "";

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Prometheus prometheus() {
    return new Prometheus(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @Test
  void linesAreNamedByTheirLabels() {
    answer =
        """
        {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"topic":"a"},"values":[[1000,"1.5"],[1002,"NaN"]]},
          {"metric":{},"values":[[1000,"+Inf"]]}]}}\
        """;
    List<Series> lines =
        prometheus().range("sum(rate(x[$__rate_interval]))", "sink {{topic}}", RANGE);
    assertThat(lines).extracting(Series::name).containsExactly("sink a", "sink ");
    assertThat(lines.get(0).x()).containsExactly(1000, 1002);
    assertThat(lines.get(0).y()).containsExactly(1.5, Double.NaN);
    assertThat(lines.get(1).y()).containsExactly(Double.POSITIVE_INFINITY);
    assertThat(asked)
        .containsExactly(
            "/api/v1/query_range?start=1970-01-01T00:16:40Z&end=1970-01-01T00:26:40Z&step=2s"
                + "&query=sum%28rate%28x%5B1m%5D%29%29");
  }

  @Test
  void numbersWithoutAnAnswerAreMissing() {
    answer = "{\"data\":{\"result\":[{\"metric\":{},\"value\":[1600,\"7\"]}]}}";
    assertThat(prometheus().instant("sum(x)", "lag", RANGE)).containsEntry("lag", 7.0);
    answer = "{\"data\":{\"result\":[]}}";
    assertThat(prometheus().instant("sum(x)", "lag", RANGE)).containsEntry("lag", null);
  }

  @Test
  void mistakesAreOneLine() {
    status = 400;
    answer = "{\"status\":\"error\",\"error\":\"parse error\"}";
    assertThatThrownBy(() -> prometheus().instant("sum(", "", RANGE))
        .isInstanceOf(UserException.class)
        .hasMessageMatching("Prometheus at http://127.0.0.1:\\d+ cannot be asked: parse error");
    answer = "<html>";
    assertThatThrownBy(() -> prometheus().instant("x", "", RANGE))
        .hasMessageEndingWith("cannot be asked: no answer that is its own");
    Prometheus nobody = new Prometheus(URI.create("http://127.0.0.1:1"));
    assertThatThrownBy(() -> nobody.instant("x", "", RANGE))
        .hasMessage("Prometheus at http://127.0.0.1:1 cannot be asked: nothing answers there");
  }
}
