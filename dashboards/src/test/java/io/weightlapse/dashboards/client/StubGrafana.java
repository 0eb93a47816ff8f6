// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.weightlapse.dashboards.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A Grafana that keeps everything in memory. Each call and answer is held against the published
 * contract of its version. Faults can be put before calls.
 */
public final class StubGrafana implements AutoCloseable {
  /** What happens instead of, or after, an answer. */
  public enum Fault {
    /** 500 in JSON. */
    ERROR,
    /** The call is done, then 500. */
    ERROR_AFTER,
    /** The connection ends without an answer. */
    RESET,
    /** Half of the JSON. */
    TRUNCATED,
    /** A proxy's page. */
    HTML,
    /** Longer than the client waits. */
    SLOW,
    /** 401, 403 and 404 in JSON. */
    UNAUTHORISED,
    FORBIDDEN,
    MISSING,
    /** To a login page. */
    REDIRECT,
    /** 429 with one second to wait. */
    BUSY,
    /** 412 as of a plugin's dashboard. */
    CONFLICT,
  }

  private record Planned(String method, String path, Fault fault) {}

  static {
    // head and body of an answer are two packets: without this the second waits 40 ms for the first
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();
  public static final String TOKEN = "glsa_secret-of-the-test";
  static final String USER = "admin:pass:word";

  final Map<String, ObjectNode> folders = new LinkedHashMap<>();
  final Map<String, ObjectNode> sources = new LinkedHashMap<>();
  public final Map<String, ObjectNode> dashboards = new LinkedHashMap<>();
  final Map<String, String> folderOf = new LinkedHashMap<>();
  public final Map<String, Deque<String>> messages = new LinkedHashMap<>();
  final Map<String, ObjectNode> rules = new LinkedHashMap<>();
  final List<ObjectNode> annotations = new ArrayList<>();
  final List<String> accounts = new ArrayList<>();
  final Set<String> tokens = new HashSet<>(Set.of(TOKEN));
  public final List<String> calls = new ArrayList<>();
  public final List<String> errors = new ArrayList<>();
  final Set<String> provisioned = new HashSet<>();
  String home = "";
  String ill = "";
  boolean searchIsBlind;
  boolean migrates;

  private final String version;
  private final Contract contract;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Deque<Planned> faults = new ArrayDeque<>();

  /** Of a version, over http. */
  public StubGrafana(String version) throws IOException {
    this(version, Optional.empty());
  }

  /** Over https where there is something to show. */
  StubGrafana(String version, Optional<SSLContext> tls) throws IOException {
    this.version = version;
    this.contract = Contract.of(version);
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls.isPresent()) {
      HttpsServer https = HttpsServer.create(loopback, 0);
      https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
      this.server = https;
    } else {
      this.server = HttpServer.create(loopback, 0);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Of its start page. */
  public URI address() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next call of that kind goes wrong. */
  public void fail(String method, String path, Fault fault) {
    synchronized (faults) {
      faults.add(new Planned(method, path, fault));
    }
  }

  /** Calls that change something. */
  public synchronized List<String> writes() {
    return calls.stream().filter(c -> !c.startsWith("GET ")).toList();
  }

  private Optional<Fault> planned(String method, String path) {
    synchronized (faults) {
      for (Planned p : faults) {
        if (p.method().equals(method) && path.matches(p.path())) {
          faults.remove(p);
          return Optional.of(p.fault());
        }
      }
      return Optional.empty();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    byte[] sent = exchange.getRequestBody().readAllBytes();
    Optional<Fault> fault = planned(method, path.replaceFirst("^/api", ""));
    if (fault.isPresent() && fault.get() != Fault.ERROR_AFTER && fault.get() != Fault.TRUNCATED) {
      spoil(exchange, fault.get());
      return;
    }
    Answer answer;
    synchronized (this) {
      calls.add(method + " " + path.replaceFirst("^/api", ""));
      answer = answer(exchange, method, path, sent);
    }
    if (fault.isPresent() && fault.get() == Fault.ERROR_AFTER) {
      spoil(exchange, Fault.ERROR);
      return;
    }
    String text = answer.body().isMissingNode() ? "" : answer.body().toString();
    boolean cut = fault.isPresent();
    write(exchange, answer.status(), cut ? text.substring(0, text.length() / 2) : text);
  }

  private Answer answer(HttpExchange exchange, String method, String path, byte[] sent)
      throws IOException {
    if (!path.startsWith("/api/")) {
      return new Answer(404, Json.object("message", "Not found"));
    }
    Optional<JsonNode> body =
        sent.length == 0 ? Optional.empty() : Optional.of(MAPPER.readTree(sent));
    Map<String, List<String>> query = query(exchange.getRequestURI());
    String below = path.substring("/api".length());
    Answer answer =
        below.equals("/health") || allowed(exchange)
            ? Optional.ofNullable(route(method, below, query, body.orElse(null)))
                .orElse(new Answer(404, Json.object("message", "Not found")))
            : new Answer(401, Json.object("message", "Invalid credentials"));
    errors.addAll(
        contract.errors(
            method, below, query.keySet(), body, answer.status(), Optional.of(answer.body())));
    return answer;
  }

  private boolean allowed(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null) {
      return false;
    }
    if (header.startsWith("Bearer ")) {
      return tokens.contains(header.substring(7));
    }
    byte[] basic = USER.getBytes(StandardCharsets.UTF_8);
    return header.equals("Basic " + java.util.Base64.getEncoder().encodeToString(basic));
  }

  private Answer route(String method, String path, Map<String, List<String>> query, JsonNode body) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    String key = method + " " + path.replaceFirst("/weightlapse[a-z-]*", "/{uid}");
    return switch (key) {
      case "GET /health" ->
          new Answer(200, Json.object("database", "ok", "version", version, "commit", "abc"));
      case "GET /folders/{uid}" -> stored(folders, last);
      case "POST /folders" -> createFolder(body);
      case "PUT /folders/{uid}" -> {
        folders.get(last).put("title", body.get("title").asText());
        yield new Answer(200, folders.get(last));
      }
      case "GET /datasources/uid/{uid}" -> stored(sources, last);
      case "POST /datasources" -> createSource(body);
      case "PUT /datasources/uid/{uid}" -> {
        ill = body.at("/secureJsonData/password").asText().equals("wrong") ? last : "";
        sources.put(last, source(body));
        yield new Answer(200, sourceAnswer(body));
      }
      case "GET /datasources/uid/{uid}/health" ->
          path.contains("/" + ill + "/")
              ? new Answer(
                  400, Json.object("message", "password authentication failed", "status", "ERROR"))
              : new Answer(200, Json.object("message", "Database Connection OK"));
      case "GET /dashboards/uid/{uid}" -> dashboard(last);
      case "GET /dashboards/uid/{uid}/versions" -> versions(path.split("/")[3]);
      case "GET /search" -> search(query.get("query").get(0));
      case "POST /dashboards/db" -> save(body);
      case "GET /v1/provisioning/alert-rules/{uid}" -> stored(rules, last);
      case "POST /v1/provisioning/alert-rules" -> {
        if (rules.containsKey(body.get("uid").asText())) {
          yield new Answer(409, Json.object("message", "uid taken"));
        }
        rules.put(body.get("uid").asText(), rule(body));
        yield new Answer(201, rule(body));
      }
      case "PUT /v1/provisioning/alert-rules/{uid}" -> {
        rules.put(last, rule(body));
        yield new Answer(200, rule(body));
      }
      case "GET /org/preferences" ->
          new Answer(200, Json.object("homeDashboardUID", home, "theme", "dark"));
      case "PATCH /org/preferences" -> {
        home = body.get("homeDashboardUID").asText();
        yield new Answer(200, Json.object("message", "Preferences updated"));
      }
      case "GET /annotations" -> new Answer(200, annotations(query.get("tags")));
      case "POST /annotations" -> {
        annotations.add(body.deepCopy());
        yield new Answer(200, Json.object("id", annotations.size(), "message", "Annotation added"));
      }
      case "GET /serviceaccounts/search" -> accounts();
      case "POST /serviceaccounts" -> {
        accounts.add(body.get("name").asText());
        yield new Answer(
            201, Json.object("id", accounts.size(), "name", body.get("name").asText()));
      }
      case "POST /serviceaccounts/1/tokens" -> {
        tokens.add("glsa_fresh");
        yield new Answer(200, Json.object("id", 7, "name", "push", "key", "glsa_fresh"));
      }
      case "DELETE /serviceaccounts/1/tokens/7" -> {
        tokens.remove("glsa_fresh");
        yield new Answer(200, Json.object("message", "Service account token deleted"));
      }
      default -> null;
    };
  }

  private static Answer stored(Map<String, ObjectNode> all, String uid) {
    return all.containsKey(uid)
        ? new Answer(200, all.get(uid))
        : new Answer(404, Json.object("message", "not found"));
  }

  private Answer createFolder(JsonNode body) {
    boolean uid = folders.containsKey(body.get("uid").asText());
    boolean title =
        folders.values().stream().anyMatch(f -> f.get("title").equals(body.get("title")));
    if (uid || title) {
      int status = version.startsWith("9") ? 409 : 412;
      return new Answer(status, Json.object("message", "a folder with that name exists"));
    }
    ObjectNode folder =
        Json.object("id", 1, "uid", body.get("uid"), "title", body.get("title"), "version", 1);
    folders.put(body.get("uid").asText(), folder);
    return new Answer(200, folder);
  }

  private Answer createSource(JsonNode body) {
    boolean taken =
        sources.values().stream()
            .anyMatch(
                s ->
                    s.get("name").equals(body.get("name")) || s.get("uid").equals(body.get("uid")));
    if (taken) {
      return new Answer(409, Json.object("message", "data source with the same name exists"));
    }
    sources.put(body.get("uid").asText(), source(body));
    return new Answer(200, sourceAnswer(body));
  }

  /** As Grafana shows it: without secrets. */
  private static ObjectNode source(JsonNode body) {
    ObjectNode source = body.deepCopy();
    source.remove("secureJsonData");
    return source
        .put("id", 1)
        .put("orgId", 1)
        .put("readOnly", false)
        .set("secureJsonFields", Json.object("password", body.has("secureJsonData")));
  }

  private static ObjectNode sourceAnswer(JsonNode body) {
    return Json.object(
        "datasource", source(body), "id", 1, "message", "stored", "name", body.get("name"));
  }

  private Answer dashboard(String uid) {
    if (!dashboards.containsKey(uid)) {
      return new Answer(404, Json.object("message", "Dashboard not found"));
    }
    ObjectNode shown = dashboards.get(uid).deepCopy();
    shown.put("id", 5).put("version", messages.get(uid).size());
    if (migrates) {
      shown.put("schemaVersion", 42).put("preload", false);
    }
    return new Answer(
        200,
        Json.object(
            "dashboard",
            shown,
            "meta",
            Json.object(
                "folderUid",
                folderOf.get(uid),
                "provisioned",
                provisioned.contains(uid),
                "slug",
                "x")));
  }

  private Answer versions(String uid) {
    ArrayNode all = Json.array(List.of());
    int n = messages.get(uid).size();
    for (String m : messages.get(uid)) {
      all.add(Json.object("id", n, "version", n--, "message", m, "uid", uid));
    }
    return new Answer(200, version.startsWith("9") ? all : Json.object("versions", all));
  }

  private Answer search(String title) {
    ArrayNode hits = Json.array(List.of());
    if (!searchIsBlind) {
      dashboards.forEach(
          (uid, d) -> {
            if (d.get("title")
                .asText()
                .toLowerCase(java.util.Locale.ROOT)
                .contains(title.toLowerCase(java.util.Locale.ROOT))) {
              hits.add(
                  Json.object(
                      "uid",
                      uid,
                      "title",
                      d.get("title"),
                      "folderUid",
                      folderOf.get(uid),
                      "type",
                      "dash-db"));
            }
          });
    }
    return new Answer(200, hits);
  }

  /** Grafana 9 takes the dashboard of the same title in the same folder, if told to overwrite. */
  private Answer save(JsonNode body) {
    ObjectNode dashboard = body.get("dashboard").deepCopy();
    String folder = body.get("folderUid").asText();
    String uid = dashboard.get("uid").asText();
    if (version.startsWith("9")) {
      for (Map.Entry<String, ObjectNode> d : dashboards.entrySet()) {
        if (d.getValue().get("title").equals(dashboard.get("title"))
            && folderOf.get(d.getKey()).equals(folder)) {
          uid = d.getKey();
        }
      }
    }
    dashboards.put(uid, dashboard);
    folderOf.put(uid, folder);
    messages.computeIfAbsent(uid, k -> new ArrayDeque<>()).addFirst(body.get("message").asText());
    ObjectNode answer = Json.object("id", 5, "uid", uid, "status", "success", "url", "/d/" + uid);
    answer.put("version", messages.get(uid).size());
    return new Answer(200, answer.put(version.startsWith("9") ? "slug" : "title", "x"));
  }

  /** A dashboard of a person, under another uid. */
  void somebodysDashboard(String uid, String title, String folder) {
    dashboards.put(uid, Json.object("uid", uid, "title", title));
    folderOf.put(uid, folder);
    messages.put(uid, new ArrayDeque<>(List.of("mine")));
  }

  private static ObjectNode rule(JsonNode body) {
    ObjectNode rule = body.deepCopy();
    return rule.put("id", 1).put("provenance", "api").put("updated", "2026-11-22T00:00:00Z");
  }

  private ArrayNode annotations(List<String> tags) {
    ArrayNode found = Json.array(List.of());
    for (ObjectNode a : annotations) {
      Set<String> has = new HashSet<>();
      a.get("tags").forEach(t -> has.add(t.asText()));
      if (has.containsAll(tags)) {
        found.add(a);
      }
    }
    return found;
  }

  private Answer accounts() {
    ArrayNode all = Json.array(List.of());
    for (int i = 0; i < accounts.size(); i++) {
      all.add(Json.object("id", i + 1, "name", accounts.get(i), "role", "Admin"));
    }
    return new Answer(200, Json.object("serviceAccounts", all, "totalCount", accounts.size()));
  }

  private static Map<String, List<String>> query(URI uri) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (uri.getRawQuery() != null) {
      for (String part : uri.getRawQuery().split("&")) {
        String[] pair = part.split("=", 2);
        query
            .computeIfAbsent(pair[0], k -> new ArrayList<>())
            .add(URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static void spoil(HttpExchange exchange, Fault fault) throws IOException {
    switch (fault) {
      case ERROR -> write(exchange, 500, "{\"message\":\"database is locked " + TOKEN + "\"}");
      case HTML -> write(exchange, 200, "<!DOCTYPE html><html><body>Sign in</body></html>");
      case UNAUTHORISED -> write(exchange, 401, "{\"message\":\"Invalid API key\"}");
      case FORBIDDEN -> write(exchange, 403, "{\"message\":\"Permission denied\"}");
      case MISSING -> write(exchange, 404, "{\"message\":\"Not found\"}");
      case CONFLICT ->
          write(
              exchange,
              412,
              "{\"message\":\"The dashboard belongs to plugin"
                  + " X\",\"status\":\"plugin-dashboard\"}");
      case BUSY -> {
        exchange.getResponseHeaders().add("Retry-After", "1");
        write(exchange, 429, "{\"message\":\"too many\"}");
      }
      case REDIRECT -> {
        exchange.getResponseHeaders().add("Location", "https://sso.example/login");
        write(exchange, 302, "");
      }
      case SLOW -> {
        try {
          Thread.sleep(60_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        exchange.close();
      }
      default -> exchange.close();
    }
  }

  private static void write(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
