// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** What a benchmark's main tells the script that started it. */
final class JsonLine {
  private JsonLine() {}

  static void print(Map<String, ?> values) {
    try {
      System.out.println(new ObjectMapper().writeValueAsString(values));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not for JSON: " + values, e);
    }
  }
}
