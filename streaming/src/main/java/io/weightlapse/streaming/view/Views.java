// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every view, by name: a new one is one class and one line here. */
public final class Views {
  private static final Map<String, Function<RunManifest, View>> FACTORIES = Map.of();

  private Views() {}

  /** The names, sorted. */
  public static List<String> names() {
    return FACTORIES.keySet().stream().sorted().toList();
  }

  /** A new view over a run. */
  public static View create(String name, RunManifest manifest) {
    Function<RunManifest, View> factory = FACTORIES.get(name);
    if (factory == null) {
      throw new IllegalArgumentException("view must be one of " + names() + ": was " + name);
    }
    return factory.apply(manifest);
  }
}
