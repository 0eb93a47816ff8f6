// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.metric;

import io.weightlapse.core.util.Checks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One metric, or a family of them.
 *
 * @param name its name; a part in braces, such as {@code {layer}}, stands for a value
 * @param kind where it is found
 * @param unit what it counts or measures
 * @param labels of Prometheus: labels beside the name; of a training metric: the parts of its name
 * @param help one sentence
 */
public record MetricDefinition(
    String name, MetricKind kind, MetricUnit unit, List<String> labels, String help) {
  private static final Pattern PART = Pattern.compile("\\{([a-z_]+)}");

  /** A part of a name is a number, or a name of a layer or phase. */
  private static final Map<String, String> PARTS =
      Map.of("layer", "[A-Za-z0-9._-]+", "phase", "[a-z_]+", "k", "[1-9][0-9]*", "class", "[0-9]+");

  /** Nothing may be missing. */
  public MetricDefinition {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(unit, "unit");
    labels = List.copyOf(labels);
    Checks.require(!name.isBlank(), "name must not be empty: was %s", name);
    Checks.require(help.endsWith("."), "help of %s must be a sentence: was %s", name, help);
    List<String> parts = partsOf(name);
    Checks.require(
        kind != MetricKind.TRAINING || parts.equals(labels),
        "labels of %s must be %s: was %s",
        name,
        parts,
        labels);
    Checks.require(
        PARTS.keySet().containsAll(parts), "parts of %s must be known: was %s", name, parts);
  }

  /** A metric of runs; its labels are the parts of its name. */
  static MetricDefinition ofRun(String name, MetricUnit unit, String help) {
    return new MetricDefinition(name, MetricKind.TRAINING, unit, partsOf(name), help);
  }

  private static List<String> partsOf(String name) {
    List<String> parts = new ArrayList<>();
    Matcher m = PART.matcher(name);
    while (m.find()) {
      parts.add(m.group(1));
    }
    return Collections.unmodifiableList(parts);
  }

  /** Whether the name is that of one metric, not of a family. */
  public boolean single() {
    return name.indexOf('{') < 0;
  }

  /**
   * The values of the name's parts, in order, if that is a name of this metric: {@code {layer=l1}}
   * for {@code layer.l1.weight_norm}.
   */
  public Optional<Map<String, String>> match(String actual) {
    if (single()) {
      return name.equals(actual) ? Optional.of(Map.of()) : Optional.empty();
    }
    Matcher m = Pattern.compile(regex()).matcher(actual);
    if (!m.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    List<String> parts = partsOf(name);
    for (int i = 0; i < parts.size(); i++) {
      values.put(parts.get(i), m.group(i + 1));
    }
    return Optional.of(values);
  }

  /**
   * A regular expression, for Java and PostgreSQL, that all its names match; the parts are groups.
   */
  public String regex() {
    StringBuilder regex = new StringBuilder("^");
    Matcher m = PART.matcher(name);
    int from = 0;
    while (m.find()) {
      regex.append(name.substring(from, m.start()).replace(".", "[.]"));
      regex.append('(').append(PARTS.get(m.group(1))).append(')');
      from = m.end();
    }
    return regex.append(name.substring(from).replace(".", "[.]")).append('$').toString();
  }
}
