// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.internal.config.ConfigEntry;

/** The names of all properties that Spark's core declares. */
final class SparkKeys {
  /** Scala objects that hold them; each becomes known when it is loaded. */
  private static final List<String> HOLDERS =
      List.of("package", "UI", "Network", "Worker", "Deploy", "Kryo", "Status", "Tests");

  private SparkKeys() {}

  static Set<String> known() {
    Set<String> keys = new TreeSet<>();
    for (String holder : HOLDERS) {
      try {
        Class<?> type = Class.forName("org.apache.spark.internal.config." + holder + "$");
        Object module = type.getField("MODULE$").get(null);
        for (Method method : type.getMethods()) {
          if (ConfigEntry.class.isAssignableFrom(method.getReturnType())
              && method.getParameterCount() == 0) {
            keys.add(((ConfigEntry<?>) method.invoke(module)).key());
          }
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return keys;
  }
}
