// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Small JSON trees: keys keep the order in which they are given. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectWriter PRETTY = MAPPER.writer(printer());

  private Json() {}

  /** An object of keys and values in turn; values are nodes, lists, strings, numbers, booleans. */
  public static ObjectNode object(Object... pairs) {
    ObjectNode node = MAPPER.createObjectNode();
    for (int i = 0; i < pairs.length; i += 2) {
      node.set((String) pairs[i], MAPPER.<JsonNode>valueToTree(pairs[i + 1]));
    }
    return node;
  }

  /** An array of nodes, strings or numbers. */
  public static ArrayNode array(List<?> values) {
    ArrayNode node = MAPPER.createArrayNode();
    values.forEach(v -> node.add(MAPPER.<JsonNode>valueToTree(v)));
    return node;
  }

  /** Reads a tree; the exception says where the text breaks off. */
  public static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** The same bytes for the same tree, two spaces a level, one line feed at the end. */
  public static String pretty(JsonNode node) {
    try {
      return PRETTY.writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes cannot fail to be written", e);
    }
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indent);
    printer.indentArraysWith(indent);
    return printer;
  }
}
