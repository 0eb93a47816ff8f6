// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.weightlapse.dashboards.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The published API of Grafana 9.4 or 13.0: what calls may send, and what answers may say. */
final class Contract {
  /**
   * A call that the API has.
   *
   * @param path below /api, variables in braces
   * @param request reference of the schema of its body; empty if it has none
   * @param responses references of the schemas of the answers by status; empty where any will do
   * @param query the parameters that it knows
   */
  record Call(
      String method,
      String path,
      String request,
      Map<Integer, String> responses,
      Set<String> query) {
    boolean matches(String actualMethod, String actualPath) {
      return method.equals(actualMethod)
          && actualPath.matches(path.replaceAll("\\{[A-Za-z_]+}", "[^/]+"));
    }
  }

  /** Answers of Grafana 13, of whose contract only the bodies of requests are tied to calls. */
  private static final Map<String, String> ANSWERS_13 =
      Map.ofEntries(
          Map.entry("getHealth", "HealthResponse"),
          Map.entry("getFolderByUID", "Folder"),
          Map.entry("createFolder", "Folder"),
          Map.entry("updateFolder", "Folder"),
          Map.entry("getDataSourceByUID", "DataSource"),
          Map.entry("addDataSource", "AddDataSourceOKBody"),
          Map.entry("updateDataSourceByUID", "UpdateDataSourceByUIDOKBody"),
          Map.entry("getDashboardByUID", "DashboardFullWithMeta"),
          Map.entry("postDashboard", "PostDashboardOKBody"),
          Map.entry("getDashboardVersionsByUID", "DashboardVersionResponseMeta"),
          Map.entry("search", "Hit[]"),
          Map.entry("GetAlertRule", "ProvisionedAlertRule"),
          Map.entry("PostAlertRule", "ProvisionedAlertRule"),
          Map.entry("PutAlertRule", "ProvisionedAlertRule"),
          Map.entry("getAnnotations", "Annotation[]"),
          Map.entry("postAnnotation", "PostAnnotationOKBody"),
          Map.entry("getOrgPreferences", "PreferencesSpec"),
          Map.entry("patchOrgPreferences", "SuccessResponseBody"),
          Map.entry("createServiceAccount", "ServiceAccountDTO"),
          Map.entry("createToken", "NewAPIKeyResult"),
          Map.entry("deleteToken", "SuccessResponseBody"),
          Map.entry("searchOrgServiceAccountsWithPaging", "SearchOrgServiceAccountsResult"));

  private static final Map<String, Contract> READ = new HashMap<>();

  private final JsonNode document;
  private final List<Call> calls;
  private final Map<String, JsonSchema> schemas = new HashMap<>();

  private Contract(JsonNode document, List<Call> calls) {
    this.document = document;
    this.calls = calls;
  }

  static synchronized Contract of(String version) {
    return version.startsWith("9")
        ? READ.computeIfAbsent("9", v -> openApi())
        : READ.computeIfAbsent("13", v -> derived());
  }

  private static Contract openApi() {
    JsonNode document = Schemas.read(Schemas.grafana().resolve("grafana-9.4-openapi3.json"));
    List<Call> calls = new ArrayList<>();
    // known gaps of the published document
    calls.add(new Call("GET", "/health", "", Map.of(200, "", 503, ""), Set.of()));
    document
        .get("paths")
        .fields()
        .forEachRemaining(
            p ->
                p.getValue()
                    .fields()
                    .forEachRemaining(
                        m -> calls.add(call(document, p.getKey(), m.getKey(), m.getValue()))));
    return new Contract(document, calls);
  }

  private static Call call(JsonNode document, String path, String method, JsonNode operation) {
    Set<String> query = new HashSet<>();
    operation.path("parameters").forEach(p -> query.add(p.path("name").asText()));
    Map<Integer, String> responses = new HashMap<>();
    operation
        .get("responses")
        .fields()
        .forEachRemaining(
            r -> {
              String at = "#/paths/" + escaped(path) + "/" + method + "/responses/" + r.getKey();
              JsonNode response = r.getValue();
              if (response.has("$ref")) {
                at = response.get("$ref").asText();
                response = document.at(at.substring(1));
              }
              boolean json = response.at("/content/application~1json/schema").isObject();
              responses.put(
                  Integer.valueOf(r.getKey()),
                  json ? at + "/content/application~1json/schema" : "");
            });
    String body =
        "#/paths/" + escaped(path) + "/" + method + "/requestBody/content/application~1json/schema";
    boolean has = document.at(body.substring(1)).isObject();
    return new Call(
        method.toUpperCase(java.util.Locale.ROOT),
        path.replaceFirst("^/api", ""), // the published paths of provisioning repeat it
        has ? body : "",
        responses,
        query);
  }

  private static String escaped(String path) {
    return path.replace("~", "~0").replace("/", "~1");
  }

  private static Contract derived() {
    JsonNode document =
        Schemas.read(Schemas.grafana().resolve("grafana-13.0-models.derived.schema.json"));
    List<Call> calls = new ArrayList<>();
    try {
      List<String> lines =
          Files.readAllLines(Schemas.grafana().resolve("grafana-13.0-endpoints.tsv"));
      for (String line : lines.subList(1, lines.size())) {
        String[] c = line.split("\t", -1);
        Map<Integer, String> responses = new HashMap<>();
        String answer = ANSWERS_13.getOrDefault(c[2], "");
        for (String status : c[4].split(",")) {
          boolean good = status.startsWith("2") && !answer.isEmpty();
          responses.put(Integer.valueOf(status), good ? "#/definitions/" + answer : "");
        }
        calls.add(
            new Call(
                c[0],
                c[1],
                c[3].equals("-") ? "" : "#/definitions/" + c[3],
                responses,
                new HashSet<>(Arrays.asList(c[5].split(",")))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Contract(document, calls);
  }

  /** What is wrong with a call and its answer. */
  List<String> errors(
      String method,
      String path,
      Set<String> query,
      Optional<JsonNode> body,
      int status,
      Optional<JsonNode> answer) {
    Optional<Call> found = calls.stream().filter(c -> c.matches(method, path)).findFirst();
    if (found.isEmpty()) {
      return List.of(method + " " + path + " is no call of this Grafana");
    }
    Call call = found.get();
    List<String> errors = new ArrayList<>();
    query.stream()
        .filter(q -> !call.query().contains(q))
        .forEach(q -> errors.add(method + " " + path + " has no parameter " + q));
    if (body.isPresent() != !call.request().isEmpty()) {
      errors.add(method + " " + path + " has a body: " + body.isPresent());
    }
    if (body.isPresent() && !call.request().isEmpty()) {
      errors.addAll(errors(call.request(), body.get(), "request of " + path));
      errors.addAll(unknown(call.request(), body.get(), "request of " + path));
    }
    String response = call.responses().get(status);
    if (response == null) {
      if (!known(path, status)) {
        errors.add(method + " " + path + " never answers " + status);
      }
    } else if (!response.isEmpty() && answer.isPresent() && status < 300) {
      errors.addAll(errors(response, answer.get(), "answer of " + path));
      errors.addAll(unknown(response, answer.get(), "answer of " + path));
    }
    return errors;
  }

  /** Statuses that Grafana gives, but does not tell of. */
  private static boolean known(String path, int status) {
    return status >= 500
        || (status == 412 && path.equals("/folders"))
        || (status == 404 && path.startsWith("/v1/provisioning/alert-rules/"))
        || (status == 409 && path.equals("/v1/provisioning/alert-rules"))
        || status == 401;
  }

  private List<String> errors(String reference, JsonNode node, String what) {
    List<String> errors = new ArrayList<>();
    if (reference.endsWith("[]")) {
      node.forEach(
          n -> errors.addAll(errors(reference.substring(0, reference.length() - 2), n, what)));
      return errors;
    }
    JsonSchema schema =
        schemas.computeIfAbsent(
            reference,
            r -> {
              ObjectNode root = JsonNodeFactory.instance.objectNode();
              root.setAll((ObjectNode) document);
              root.put("$ref", r).put("$schema", "http://json-schema.org/draft-07/schema#");
              return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(root);
            });
    schema.validate(mended(node)).forEach(m -> errors.add(what + ": " + m.getMessage()));
    return errors;
  }

  /** Without what the published documents say wrongly: {@code for} and the id of a dashboard. */
  private static JsonNode mended(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    ObjectNode copy = node.deepCopy();
    if (copy.has("ruleGroup") && copy.path("for").asText().matches("[0-9]+[smh]")) {
      copy.put("for", 0);
    }
    if (copy.has("slug") && copy.has("status") && copy.path("id").isInt()) {
      copy.put("id", copy.get("id").asText()).put("title", copy.remove("slug").asText());
    }
    return copy;
  }

  /** The schemas take unknown keys: a misspelt one is found here. */
  private List<String> unknown(String reference, JsonNode node, String what) {
    JsonNode schema = document.at(reference.replace("[]", "").substring(1));
    while (schema.has("$ref")) {
      schema = document.at(schema.get("$ref").asText().substring(1));
    }
    List<String> errors = new ArrayList<>();
    JsonNode properties = schema.path("properties");
    if (node.isObject() && properties.isObject()) {
      for (String key : keys(mended(node))) {
        if (!properties.has(key)) {
          errors.add(what + " has an unknown key " + key);
        }
      }
    }
    return errors;
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
