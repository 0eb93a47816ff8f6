// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of this repository. Tests run in the folder {@code k8s}. */
public final class Repository {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private Repository() {}

  /** A file or folder by its path from the root. */
  public static Path path(String name) {
    return ROOT.resolve(name);
  }

  /** The text of a file. */
  public static String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML text, its anchors resolved. */
  public static List<JsonNode> documents(String yaml) {
    List<JsonNode> all = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
      if (document != null) {
        all.add(JSON.valueToTree(document));
      }
    }
    return all;
  }

  /** The only document of a YAML file. */
  public static JsonNode yaml(String name) {
    List<JsonNode> all = documents(text(name));
    if (all.size() != 1) {
      throw new IllegalArgumentException(name + " must have 1 document: was " + all.size());
    }
    return all.get(0);
  }

  /** All files below a folder, but for what builds leave there. */
  public static List<Path> files(String folder) {
    try (Stream<Path> all = Files.walk(path(folder))) {
      return all.filter(Files::isRegularFile)
          .filter(f -> !ROOT.relativize(f).toString().matches("(.*/)?(target|src|\\.git)/.*"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A folder of schemas: {@code WEIGHTLAPSE_SCHEMAS}, or {@code shared/schemas} beside the
   * repository. The test is skipped where there is none.
   */
  public static Path schemas(String folder) {
    String named = System.getenv("WEIGHTLAPSE_SCHEMAS");
    Path found = named == null ? null : Path.of(named);
    for (Path p = ROOT.getParent(); found == null && p != null; p = p.getParent()) {
      Path here = p.resolve("shared").resolve("schemas");
      found = Files.isDirectory(here) ? here : null;
    }
    assumeTrue(
        found != null && Files.isDirectory(found.resolve(folder)),
        "WEIGHTLAPSE_SCHEMAS must name a folder with " + folder + ": was " + found);
    return found.resolve(folder);
  }
}
