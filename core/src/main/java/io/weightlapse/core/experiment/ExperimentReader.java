// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads experiments: the built-in ones and a user's own YAML files, through the same checks. */
public final class ExperimentReader {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final List<String> BUILT_IN =
      List.of(
          "xor",
          "xor-12-layers",
          "xor-12-residual",
          "mnist-mlp",
          "cifar10-mlp",
          "cifar10-linear",
          "least-squares",
          "least-squares-sgd",
          "least-squares-1m",
          "nonlinear-regression",
          "playground",
          "playground-circle-0",
          "playground-circle-squares",
          "playground-circle-2",
          "playground-circle-3",
          "playground-circle-6",
          "playground-circle-20",
          "playground-lambda-0-001",
          "playground-lambda-0-01",
          "playground-lambda-0-1",
          "from-scratch");

  private ExperimentReader() {}

  /** The names of the built-in experiments. */
  public static List<String> builtInNames() {
    return BUILT_IN;
  }

  /** A built-in experiment. */
  public static Experiment builtIn(String name) {
    return read(builtInTree(name), name);
  }

  /** The tree of a built-in name or of a file (anything with a dot or a slash in it). */
  public static ObjectNode tree(String nameOrFile) {
    boolean file = nameOrFile.contains("/") || nameOrFile.contains(".");
    return file ? fileTree(Path.of(nameOrFile)) : builtInTree(nameOrFile);
  }

  private static ObjectNode builtInTree(String name) {
    if (!BUILT_IN.contains(name)) {
      throw new UserException(
          "unknown experiment "
              + name
              + Nearest.of(name, BUILT_IN).map(n -> "; did you mean " + n + "?").orElse("")
              + " (built in: "
              + String.join(", ", BUILT_IN)
              + "; a file's name ends in .yaml)");
    }
    try (InputStream in =
        ExperimentReader.class.getResourceAsStream("/experiments/" + name + ".yaml")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode fileTree(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new UserException("no experiment file " + file, 2, e);
    } catch (IOException e) {
      throw new UserException("cannot read experiment file " + file + ": " + e.getMessage(), 2, e);
    }
  }

  /**
   * Parses YAML.
   *
   * @param source what to call it in messages
   */
  public static ObjectNode parse(String text, String source) {
    try {
      JsonNode tree = YAML.readTree(text);
      if (tree == null || !tree.isObject()) {
        throw new UserException(source + ": an experiment must hold keys and values");
      }
      return extended((ObjectNode) tree);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      // SnakeYAML quotes the text between its sentences, indented
      String why =
          e.getOriginalMessage()
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith(" "))
              .collect(Collectors.joining(", "));
      throw new UserException(source + where + ": malformed YAML: " + why, 2, e);
    }
  }

  /** A tree that extends a built-in experiment holds what differs: objects merge, lists replace. */
  private static ObjectNode extended(ObjectNode tree) {
    JsonNode base = tree.remove("extends");
    if (base == null) {
      return tree;
    }
    ObjectNode merged = builtInTree(base.asText());
    merge(merged, tree);
    return merged;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.fields()
        .forEachRemaining(
            field -> {
              if (into.get(field.getKey()) instanceof ObjectNode inner
                  && field.getValue() instanceof ObjectNode outer) {
                merge(inner, outer);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  /** Parses one value of {@code --set}. */
  static JsonNode value(String text) {
    try {
      JsonNode value = YAML.readTree(text);
      if (value == null || value.isMissingNode()) {
        throw new UserException("--set needs a value after =");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new UserException("malformed value " + text, 2, e);
    }
  }

  /**
   * Makes the experiment of a tree.
   *
   * @param source what to call it in messages
   */
  public static Experiment read(ObjectNode tree, String source) {
    try {
      return ExperimentTree.read(tree);
    } catch (IllegalArgumentException e) {
      throw new UserException(source + ": " + e.getMessage(), 2, e);
    }
  }
}
