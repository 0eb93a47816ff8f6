// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.weightlapse.dashboards.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Calls of one Grafana: JSON both ways, repeated where that may help, errors in one line. */
final class Http {
  /** Whether a call may be sent again when nobody knows whether it arrived. */
  enum Repeat {
    /** It does the same once and twice. */
    SAFE,
    /** The caller looks first whether it arrived. */
    NEVER
  }

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final URI base;
  private final Credentials credentials;
  private final Retries retries;
  private final Duration timeout;
  private final Redaction redaction;
  private final HttpClient client;

  Http(
      URI base,
      Credentials credentials,
      Optional<SSLContext> tls,
      Retries retries,
      Duration timeout,
      Redaction redaction) {
    this(base, credentials, client(tls), retries, timeout, redaction);
  }

  private Http(
      URI base,
      Credentials credentials,
      HttpClient client,
      Retries retries,
      Duration timeout,
      Redaction redaction) {
    this.base = base;
    this.credentials = credentials;
    this.client = client;
    this.retries = retries;
    this.timeout = timeout;
    this.redaction = redaction.with(credentials.secrets());
  }

  private static HttpClient client(Optional<SSLContext> tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    tls.ifPresent(builder::sslContext);
    return builder.build();
  }

  /** The same Grafana, called by somebody else. */
  Http as(Credentials other) {
    return new Http(base, other, client, retries, timeout, redaction);
  }

  Credentials credentials() {
    return credentials;
  }

  URI base() {
    return base;
  }

  Retries retries() {
    return retries;
  }

  Redaction redaction() {
    return redaction;
  }

  /** Reads; statuses other than 200 and the expected ones are errors. */
  Answer get(String path, int... expected) {
    return send("GET", path, Optional.empty(), Repeat.SAFE, expected);
  }

  /** Calls; statuses from 200 to 299 and the expected ones are answers, others are errors. */
  Answer send(String method, String path, Optional<JsonNode> body, Repeat repeat, int... expected) {
    HttpRequest request = request(method, path, body);
    String what = method + " " + request.uri().getPath();
    for (int attempt = 1; ; attempt++) {
      boolean last = repeat == Repeat.NEVER || attempt >= retries.attempts();
      long asked = 0;
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        int status = response.statusCode();
        asked = asked(response);
        if (Arrays.stream(expected).anyMatch(e -> e == status)
            || last
            || !(status >= 500 || status == 429)) {
          Optional<Answer> answer = answer(response, what, expected, last);
          if (answer.isPresent()) {
            return answer.get();
          }
        }
      } catch (IOException e) {
        if (last || e instanceof UnknownHostException || e instanceof SSLException) {
          throw new GrafanaException(redaction.of(Failures.unreachable(base, e)), e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new GrafanaException("interrupted while Grafana was called", e);
      }
      pause(retries.after(attempt, asked));
    }
  }

  /** Empty where the call had better be repeated. */
  private Optional<Answer> answer(
      HttpResponse<String> response, String what, int[] expected, boolean last) {
    int status = response.statusCode();
    String text = response.body();
    boolean wanted =
        (status >= 200 && status < 300) || Arrays.stream(expected).anyMatch(e -> e == status);
    if (status >= 300 && status < 400) {
      throw new GrafanaException(
          Failures.redirected(base, response.headers().firstValue("Location").orElse("elsewhere")));
    }
    if (text.stripLeading().startsWith("<")) {
      throw new GrafanaException(Failures.page(base, what, status));
    }
    JsonNode body;
    try {
      body = text.isBlank() ? MissingNode.getInstance() : Json.parse(text);
    } catch (JsonProcessingException e) {
      if (wanted && !last) {
        return Optional.empty();
      }
      body = MissingNode.getInstance();
      if (wanted) {
        throw new GrafanaException(
            "the answer to " + what + " is no whole JSON (" + text.length() + " characters)", e);
      }
    }
    Answer answer = new Answer(status, body);
    if (!wanted) {
      throw new GrafanaException(redaction.of(Failures.refused(base, what, answer, credentials)));
    }
    return Optional.of(answer);
  }

  private HttpRequest request(String method, String path, Optional<JsonNode> body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + "/api" + path))
            .timeout(timeout)
            .header("Accept", "application/json");
    if (!credentials.header().isEmpty()) {
      builder.header("Authorization", credentials.header());
    }
    if (body.isEmpty()) {
      return builder.method(method, BodyPublishers.noBody()).build();
    }
    return builder
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.get().toString()))
        .build();
  }

  private static long asked(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(v -> v.matches("[0-9]{1,6}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  static void pause(Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GrafanaException("interrupted while Grafana was called", e);
    }
  }
}
