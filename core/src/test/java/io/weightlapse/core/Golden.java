// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Numbers from PyTorch, numpy and the notebooks. */
public final class Golden {
  private Golden() {}

  /** A JSON file of them. */
  public static JsonNode json(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** A two-column table with a header: epoch to value. */
  public static Map<Integer, Double> table(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      Map<Integer, Double> map = new TreeMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .forEach(cells -> map.put(Integer.valueOf(cells[0]), Double.valueOf(cells[1])));
      return map;
    }
  }

  /** All numbers of nested arrays, in order. */
  public static float[] floats(JsonNode... nodes) {
    List<Float> list = new ArrayList<>();
    for (JsonNode node : nodes) {
      collect(node, list);
    }
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i);
    }
    return floats;
  }

  private static void collect(JsonNode node, List<Float> into) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, into));
    } else if (node.isObject()) {
      collect(node.get("weight"), into);
      if (node.has("bias") && !node.get("bias").isNull()) {
        collect(node.get("bias"), into);
      }
    } else {
      into.add((float) node.doubleValue());
    }
  }
}
