// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import static io.weightlapse.core.util.Checks.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.landscape.NeuronSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Typed, checked access to one object of an experiment tree; knows every key it was asked for. */
final class Fields {
  private final ObjectNode node;
  private final String path;
  private final TreeSet<String> known = new TreeSet<>();

  Fields(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /** The full name of a key, as {@code --set} takes it. */
  String key(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private Optional<JsonNode> find(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  private JsonNode need(String key) {
    return find(key).orElseThrow(() -> new IllegalArgumentException(key(key) + " is missing"));
  }

  String text(String key) {
    JsonNode value = need(key);
    require(value.isValueNode(), "%s must be text: was %s", key(key), value);
    return value.asText();
  }

  String text(String key, String fallback) {
    return has(key) ? text(key) : fallback;
  }

  int integer(String key, int fallback) {
    return has(key) ? integer(need(key), key(key)) : fallback;
  }

  int integer(String key) {
    return integer(need(key), key(key));
  }

  private static int integer(JsonNode value, String name) {
    require(
        value.isIntegralNumber() && value.canConvertToInt(),
        "%s must be a whole number below 2^31: was %s",
        name,
        value);
    return value.intValue();
  }

  long wide(String key, long fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonNode value = need(key);
    require(
        value.isIntegralNumber() && value.canConvertToLong(),
        "%s must be a whole number: was %s",
        key(key),
        value);
    return value.longValue();
  }

  double number(String key, double fallback) {
    return has(key) ? number(need(key), key(key)) : fallback;
  }

  double number(String key) {
    return number(need(key), key(key));
  }

  private static double number(JsonNode value, String name) {
    require(value.isNumber(), "%s must be a number: was %s", name, value);
    return value.doubleValue();
  }

  boolean flag(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonNode value = need(key);
    require(value.isBoolean(), "%s must be true or false: was %s", key(key), value);
    return value.booleanValue();
  }

  /** One of the labels of an enum. */
  <E extends Enum<E>> E choice(
      String key, E[] values, java.util.function.Function<E, String> label) {
    String text = text(key);
    for (E e : values) {
      if (label.apply(e).equals(text)) {
        return e;
      }
    }
    throw new IllegalArgumentException(
        key(key)
            + " must be one of "
            + String.join(", ", Arrays.stream(values).map(label).toList())
            + ": was "
            + text);
  }

  /** One of some words. */
  String word(String key, List<String> words) {
    String text = text(key);
    require(
        words.contains(text),
        "%s must be one of %s: was %s",
        key(key),
        String.join(", ", words),
        text);
    return text;
  }

  Fields object(String key) {
    return object(need(key), key(key));
  }

  private static Fields object(JsonNode value, String name) {
    require(value.isObject(), "%s must hold keys and values: was %s", name, value);
    return new Fields((ObjectNode) value, name);
  }

  List<Fields> objects(String key) {
    List<Fields> list = new ArrayList<>();
    for (JsonNode value : array(key)) {
      list.add(object(value, key(key) + "[" + list.size() + "]"));
    }
    return list;
  }

  /** A list of objects, or one alone. */
  List<Fields> objectOrObjects(String key) {
    return isList(key) ? objects(key) : List.of(object(key));
  }

  boolean isList(String key) {
    return need(key).isArray();
  }

  List<Integer> integers(String key) {
    List<Integer> list = new ArrayList<>();
    array(key).forEach(v -> list.add(integer(v, key(key))));
    return list;
  }

  /** Inputs of a unit, from 0, or {@code bias}. */
  List<Integer> inputs(String key) {
    List<Integer> list = new ArrayList<>();
    for (JsonNode v : array(key)) {
      boolean bias = v.isTextual() && v.textValue().equals("bias");
      require(
          bias || (v.isInt() && v.intValue() >= 0),
          "%s must hold numbers from 0, or bias: was %s",
          key(key),
          v);
      list.add(bias ? NeuronSlice.BIAS : v.intValue());
    }
    return list;
  }

  List<Long> wides(String key) {
    List<Long> list = new ArrayList<>();
    for (JsonNode v : array(key)) {
      require(
          v.isIntegralNumber() && v.canConvertToLong(),
          "%s must hold whole numbers: was %s",
          key(key),
          v);
      list.add(v.longValue());
    }
    return list;
  }

  List<Double> numbers(String key) {
    List<Double> list = new ArrayList<>();
    array(key).forEach(v -> list.add(number(v, key(key))));
    return list;
  }

  List<String> texts(String key) {
    List<String> list = new ArrayList<>();
    array(key).forEach(v -> list.add(v.asText()));
    return list;
  }

  private JsonNode array(String key) {
    JsonNode value = need(key);
    require(value.isArray(), "%s must be a list: was %s", key(key), value);
    return value;
  }

  boolean isText(String key) {
    return find(key).map(JsonNode::isTextual).orElse(false);
  }

  /** Call after the last access: any other key is a mistake. */
  void end() {
    for (Iterator<String> it = node.fieldNames(); it.hasNext(); ) {
      String name = it.next();
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown key "
                + key(name)
                + Nearest.of(name, known).map(n -> "; did you mean " + key(n) + "?").orElse(""));
      }
    }
  }
}
