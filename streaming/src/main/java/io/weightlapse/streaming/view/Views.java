// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Every view, by name: a new one is one class and one line here. */
public final class Views {
  private static final Map<String, Factory> FACTORIES =
      Map.of(
          TransformationsView.NAME, TransformationsView::new,
          NeuronSurfacesView.NAME, NeuronSurfacesView::new);

  /** Those whose frames wait for {@link View#end}. */
  private static final Map<String, Factory> OF_THE_HISTORY =
      Map.of(WorkerPathsView.NAME, WorkerPathsView::new);

  /** Makes a view over a run and its data. */
  @FunctionalInterface
  interface Factory {
    View create(RunManifest manifest, Dataset data, Labels labels);
  }

  private Views() {}

  /** The names of those that every run has and that are drawn while it is trained, sorted. */
  public static List<String> names() {
    return FACTORIES.keySet().stream().sorted().toList();
  }

  /** The names of all, sorted: also those that are drawn from the history, on request. */
  public static List<String> all() {
    return Stream.of(FACTORIES, OF_THE_HISTORY)
        .flatMap(factories -> factories.keySet().stream())
        .sorted()
        .toList();
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
    Factory factory = FACTORIES.getOrDefault(name, OF_THE_HISTORY.get(name));
    if (factory == null) {
      throw new IllegalArgumentException("view must be one of " + all() + ": was " + name);
    }
    return factory;
  }
}
