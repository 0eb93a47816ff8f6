// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' and Spark's amounts. */
final class Quantities {
  private static final Pattern FORM = Pattern.compile("([0-9.]+)([A-Za-z]*)");
  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "", BigDecimal.ONE,
          "m", new BigDecimal("0.001"),
          "Ki", BigDecimal.valueOf(1L << 10),
          "Mi", BigDecimal.valueOf(1L << 20),
          "Gi", BigDecimal.valueOf(1L << 30),
          "Ti", BigDecimal.valueOf(1L << 40));

  private Quantities() {}

  /** Cores or bytes. */
  static BigDecimal of(JsonNode quantity) {
    return parse(quantity.asText());
  }

  /** Bytes of what Spark calls 512m or 8g. */
  static BigDecimal ofSpark(JsonNode memory) {
    return parse(memory.asText().replaceFirst("m$", "Mi").replaceFirst("g$", "Gi"));
  }

  private static BigDecimal parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches() || !UNITS.containsKey(m.group(2))) {
      throw new IllegalArgumentException("quantity: was " + text);
    }
    return new BigDecimal(m.group(1)).multiply(UNITS.get(m.group(2)));
  }
}
