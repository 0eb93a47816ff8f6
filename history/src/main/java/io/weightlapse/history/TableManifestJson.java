// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static io.weightlapse.core.util.Checks.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.Covered;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Garbage;
import io.weightlapse.history.TableManifest.Layer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Manifests as JSON. Names are checked when read: a manifest must not lead out of its run. */
final class TableManifestJson {
  static final int VERSION = 1;

  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private TableManifestJson() {}

  static byte[] write(TableManifest m) throws IOException {
    ObjectNode node = Progress.JSON.createObjectNode().put("version", VERSION);
    node.put("generation", m.generation()).put("written", m.written().toString());
    ObjectNode layers = node.putObject("layers");
    m.layers().forEach((name, layer) -> write(layer, layers.putObject(name)));
    ArrayNode garbage = node.putArray("garbage");
    for (Garbage g : m.garbage()) {
      garbage
          .addObject()
          .put("path", g.path())
          .put("bytes", g.bytes())
          .put("since", g.since().toString());
    }
    return Progress.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }

  private static void write(Layer layer, ObjectNode node) {
    node.put("asWritten", layer.asWritten().label());
    ArrayNode covered = node.putArray("covered");
    for (Covered c : layer.covered()) {
      covered.addObject().put("name", c.name()).put("bytes", c.bytes());
    }
    ArrayNode paths = node.putArray("paths");
    for (DataFile f : layer.paths()) {
      write(f, paths.addObject());
    }
    write(layer.steps(), node.putObject("steps"));
  }

  private static void write(DataFile f, ObjectNode node) {
    node.put("name", f.name()).put("bytes", f.bytes()).put("rows", f.rows());
    node.put("values", f.values()).put("checksum", HexFormat.of().toHexDigits(f.checksum()));
  }

  static TableManifest read(byte[] json, Home home, String run) throws IOException {
    JsonNode node = Progress.JSON.readTree(json);
    int version = node.path("version").asInt();
    require(version == VERSION, "version must be %d: was %d", VERSION, version);
    Map<String, Layer> layers = new TreeMap<>();
    node.path("layers").fields().forEachRemaining(e -> layers.put(e.getKey(), layer(e.getValue())));
    List<Garbage> garbage = new ArrayList<>();
    for (JsonNode g : node.path("garbage")) {
      String path = text(g, "path");
      require(ofRun(path, home, run), "garbage must be files of the run: was %s", path);
      garbage.add(new Garbage(path, g.path("bytes").asLong(), Instant.parse(text(g, "since"))));
    }
    return new TableManifest(
        node.path("generation").asLong(), Instant.parse(text(node, "written")), layers, garbage);
  }

  private static boolean ofRun(String path, Home home, String run) {
    String[] parts = path.split("/", -1);
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\\') >= 0) {
        return false;
      }
    }
    return path.startsWith(home.weightsFolder(run) + "/")
        || path.startsWith(home.pathsFolder(run) + "/")
        || path.startsWith(home.pathStepsFolder(run) + "/");
  }

  private static Layer layer(JsonNode node) {
    List<Covered> covered = new ArrayList<>();
    for (JsonNode c : node.path("covered")) {
      covered.add(new Covered(file(c), c.path("bytes").asLong()));
    }
    List<DataFile> paths = new ArrayList<>();
    node.path("paths").forEach(f -> paths.add(data(f)));
    AsWritten asWritten = AsWritten.valueOf(text(node, "asWritten").toUpperCase(Locale.ROOT));
    return new Layer(asWritten, covered, paths, data(node.path("steps")));
  }

  private static DataFile data(JsonNode node) {
    return new DataFile(
        file(node),
        node.path("bytes").asLong(),
        node.path("rows").asLong(),
        node.path("values").asLong(),
        HexFormat.fromHexDigitsToLong(text(node, "checksum")));
  }

  private static String file(JsonNode node) {
    String name = text(node, "name");
    require(
        FILE.matcher(name).matches() && name.endsWith(".parquet"),
        "a file's name must be letters, digits, '.', '_' and '-': was %s",
        name);
    return name;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    require(value.isTextual(), "%s must be a text: was %s", field, value);
    return value.asText();
  }
}
