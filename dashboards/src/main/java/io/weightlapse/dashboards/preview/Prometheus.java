// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.util.UserException;
import io.weightlapse.dashboards.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a Prometheus what panels ask it. */
final class Prometheus {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  Prometheus(URI address) {
    this.address = address;
  }

  /** Lines over a time, named by a legend such as {@code {{topic}}}. */
  List<Series> range(String query, String legend, TimeRange range) {
    long seconds = Duration.between(range.from(), range.to()).toSeconds();
    String parameters =
        "query_range?start="
            + range.from()
            + "&end="
            + range.to()
            + "&step="
            + Math.max(1, seconds / 300)
            + "s&query=";
    List<Series> all = new ArrayList<>();
    for (JsonNode line : ask(parameters, query)) {
      List<double[]> points = new ArrayList<>();
      for (JsonNode p : line.path("values")) {
        points.add(new double[] {p.get(0).asDouble(), value(p.get(1).asText())});
      }
      all.add(Series.of(name(legend, line), points));
    }
    return all;
  }

  /** Values at the end of a time. */
  Map<String, Double> instant(String query, String legend, TimeRange range) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (JsonNode line : ask("query?time=" + range.to() + "&query=", query)) {
      all.put(name(legend, line), value(line.at("/value/1").asText()));
    }
    if (all.isEmpty()) {
      all.put(legend, null);
    }
    return all;
  }

  private JsonNode ask(String parameters, String query) {
    String promQl = query.replace("$__rate_interval", "1m");
    URI uri =
        URI.create(
            address + "/api/v1/" + parameters + URLEncoder.encode(promQl, StandardCharsets.UTF_8));
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode body = Json.parse(response.body());
      if (response.statusCode() != 200) {
        throw refused(body.path("error").asText("status " + response.statusCode()));
      }
      return body.at("/data/result");
    } catch (IOException e) {
      throw refused(e.getMessage() == null ? "nothing answers there" : "no answer that is its own");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while Prometheus was asked", 1, e);
    }
  }

  private UserException refused(String why) {
    return new UserException("Prometheus at " + address + " cannot be asked: " + why, 1, null);
  }

  private static String name(String legend, JsonNode line) {
    Matcher m = LABEL.matcher(legend);
    return m.replaceAll(
        r -> Matcher.quoteReplacement(line.path("metric").path(r.group(1)).asText()));
  }

  private static double value(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
