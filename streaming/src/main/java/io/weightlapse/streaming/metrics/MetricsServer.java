// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.weightlapse.core.util.UserException;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code /metrics} for Prometheus, {@code /health/live} and {@code /health/ready} for whoever
 * watches processes. Reads only; without passwords, so it belongs on a network that is trusted.
 * Building does no I/O.
 */
public final class MetricsServer implements Closeable {
  /** Throws, in one line, if something is wrong. */
  public interface Check {
    /** Returns if all is well. */
    void check() throws IOException;
  }

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final List<Runnable> before = new CopyOnWriteArrayList<>();
  private final List<Check> live = new CopyOnWriteArrayList<>();
  private final List<Check> ready = new CopyOnWriteArrayList<>();
  private final String host;
  private final int port;
  private HttpServer server;
  private ExecutorService threads;

  /** A server that is not running yet; port 0 for any free one. */
  public MetricsServer(String host, int port) {
    this.host = host;
    this.port = port;
    // their names are against Prometheus's own rules: promtool would complain of each answer
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Where metrics are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Is run before each answer to Prometheus. */
  public MetricsServer before(Runnable refresh) {
    before.add(refresh);
    return this;
  }

  /** Must hold, or the process is to be started anew. */
  public MetricsServer live(Check check) {
    live.add(check);
    return this;
  }

  /** Must hold besides, or the process does not do its work at the moment. */
  public MetricsServer ready(Check check) {
    ready.add(check);
    return this;
  }

  /**
   * Begins to answer.
   *
   * @throws UserException if the port is taken
   */
  public synchronized MetricsServer start() throws IOException {
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (BindException e) {
      throw new UserException(
          "--metrics-port " + port + " of " + host + " is in use: choose another one, 0 for none",
          1,
          e);
    }
    threads =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "weightlapse-metrics");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    return this;
  }

  /** Where it answers: {@code http://127.0.0.1:9404}. */
  public synchronized String url() {
    return "http://" + host + ":" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, PLAIN, "only GET and HEAD\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> {
          before.forEach(Runnable::run);
          send(exchange, 200, PROMETHEUS, registry.scrape());
        }
        case "/health/live" -> health(exchange, live, List.of());
        case "/health/ready" -> health(exchange, live, ready);
        default -> send(exchange, 404, PLAIN, "paths: /metrics, /health/live, /health/ready\n");
      }
    }
  }

  private static void health(HttpExchange exchange, List<Check> first, List<Check> second)
      throws IOException {
    try {
      for (Check check : first) {
        check.check();
      }
      for (Check check : second) {
        check.check();
      }
    } catch (IOException e) {
      send(exchange, 503, PLAIN, e.getMessage() + "\n");
      return;
    }
    send(exchange, 200, PLAIN, "ok\n");
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Closing twice is allowed. */
  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
      threads.shutdownNow();
      server = null;
    }
    collections.close();
    registry.close();
  }
}
