// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that keeps the last ten thousand entries. */
final class Remembered {
  private static final int MOST = 10_000;

  private Remembered() {}

  static <V> Map<String, V> map() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MOST;
      }
    };
  }
}
