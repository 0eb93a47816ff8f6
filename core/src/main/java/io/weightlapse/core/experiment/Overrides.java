// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Applies {@code --set key=value}; a list given for a single value makes a sweep. */
public final class Overrides {
  /** Keys whose value is a list in itself. */
  private static final Set<String> LISTS =
      Set.of(
          "data.features",
          "data.mean",
          "data.deviation",
          "network.layers",
          "snapshots",
          "snapshots.layers",
          "snapshots.steps",
          "snapshots.workers",
          "snapshots.rules",
          "snapshots.rules.layers",
          "snapshots.rules.steps",
          "snapshots.rules.workers",
          "frames",
          "landscape.neurons",
          "landscape.weights",
          "landscape.range",
          "landscape.grid");

  private static final int MOST_RUNS = 10_000;

  private Overrides() {}

  /**
   * The trees that a base tree and settings make: one, or for lists one for each combination, the
   * last list varying fastest.
   *
   * @param settings such as {@code training.epochs=50} or {@code training.batch=[1,2,4]}
   */
  public static List<ObjectNode> apply(ObjectNode base, List<String> settings) {
    List<ObjectNode> trees = List.of(base.deepCopy());
    for (String setting : settings) {
      int eq = setting.indexOf('=');
      if (eq <= 0) {
        throw new UserException("--set takes key=value: was " + setting);
      }
      String key = setting.substring(0, eq).strip();
      List<JsonNode> values = values(key, setting.substring(eq + 1));
      Checks.require(
          (long) trees.size() * values.size() <= MOST_RUNS,
          "a sweep must have at most %d runs: was more",
          MOST_RUNS);
      List<ObjectNode> next = new ArrayList<>();
      for (ObjectNode tree : trees) {
        for (JsonNode value : values) {
          ObjectNode copy = tree.deepCopy();
          put(copy, key, value);
          next.add(copy);
        }
      }
      trees = next;
    }
    return trees;
  }

  private static List<JsonNode> values(String key, String text) {
    JsonNode value = ExperimentReader.value(text);
    List<JsonNode> list = new ArrayList<>();
    if (value.isArray() && !LISTS.contains(key.replaceAll("\\.\\d+\\.", "."))) {
      value.forEach(list::add);
    } else {
      list.add(value);
    }
    if (list.isEmpty()) {
      throw new UserException("--set " + key + " needs at least one value: was []");
    }
    return list;
  }

  private static void put(ObjectNode tree, String key, JsonNode value) {
    String[] parts = key.split("\\.", -1);
    ObjectNode node = tree;
    for (int i = 0; i < parts.length - 1; i++) {
      JsonNode child = node.get(parts[i]);
      if (child == null || child.isNull()) {
        child = node.putObject(parts[i]);
      }
      if (child.isArray()) {
        child = element(child, parts[i + 1], key);
        i++;
        if (i == parts.length - 1) {
          throw new UserException("--set " + key + ": a list element needs a key after it");
        }
      }
      if (!child.isObject()) {
        throw new UserException("--set " + key + ": " + parts[i] + " holds no keys");
      }
      node = (ObjectNode) child;
    }
    node.set(parts[parts.length - 1], value);
  }

  private static JsonNode element(JsonNode list, String index, String key) {
    try {
      JsonNode element = list.get(Integer.parseInt(index));
      if (element != null) {
        return element;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException(
        "--set " + key + ": index must be 0.." + (list.size() - 1) + ": was " + index);
  }
}
