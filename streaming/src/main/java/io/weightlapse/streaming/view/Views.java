// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every view, by name: a new one is one class and one line here. */
public final class Views {
  private static final Map<String, Factory> FACTORIES =
      Map.of(
          TransformationsView.NAME, TransformationsView::new,
          NeuronSurfacesView.NAME, NeuronSurfacesView::new);

  /** Makes a view over a run and its data. */
  @FunctionalInterface
  interface Factory {
    View create(RunManifest manifest, Dataset data, Labels labels);
  }

  private Views() {}

  /** The names, sorted. */
  public static List<String> names() {
    return FACTORIES.keySet().stream().sorted().toList();
  }

  /** A new view over a run, its labels in English. */
  public static View create(String name, RunManifest manifest) {
    return create(name, manifest, Locale.ENGLISH);
  }

  /** A new view over a run, its labels in a language; English where there is none for it. */
  public static View create(String name, RunManifest manifest, Locale locale) {
    return factory(name).create(manifest, DataSets.load(manifest.experiment()), new Labels(locale));
  }

  /** A new view over a run whose data are at hand. */
  static View create(String name, RunManifest manifest, Dataset data, Locale locale) {
    return factory(name).create(manifest, data, new Labels(locale));
  }

  private static Factory factory(String name) {
    Factory factory = FACTORIES.get(name);
    if (factory == null) {
      throw new IllegalArgumentException("view must be one of " + names() + ": was " + name);
    }
    return factory;
  }
}
