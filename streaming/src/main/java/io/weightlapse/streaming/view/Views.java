// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.ViewRun.Playback;
import io.weightlapse.streaming.view.plot.Style;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Every view, by name: a new one is one class and one line here. */
public final class Views {
  private static final List<Kind> KINDS =
      List.of(
              new Kind(
                  TransformationsView.NAME,
                  TransformationsView::new,
                  TransformationsView::fit,
                  Origin.ANY,
                  "units"),
              new Kind(
                  NeuronSurfacesView.NAME,
                  NeuronSurfacesView::new,
                  NeuronSurfacesView::fit,
                  Origin.ANY,
                  "units"),
              new Kind(
                  WeightUpdatesView.NAME,
                  WeightUpdatesView::new,
                  WeightUpdatesView::fit,
                  Origin.ANY,
                  "layers"),
              new Kind(CurvesView.NAME, CurvesView::new, CurvesView::fit, Origin.ANY, "runs"),
              new Kind(
                  GradientsView.NAME, GradientsView::new, GradientsView::fit, Origin.ANY, "layers"),
              new Kind(
                  HistogramsView.NAME,
                  HistogramsView::new,
                  StatisticsView::fit,
                  Origin.ANY,
                  "layers",
                  "look"),
              new Kind(
                  WeightPathView.NAME,
                  WeightPathView::new,
                  WeightPathView::fit,
                  Origin.ANY,
                  "weights",
                  "sql"),
              new Kind(
                  DecisionRegionsView.NAME,
                  DecisionRegionsView::new,
                  DecisionRegionsView::fit,
                  Origin.ANY,
                  "colours",
                  "cells"),
              new Kind(UnitsView.NAME, UnitsView::new, UnitsView::fit, Origin.ANY),
              new Kind(
                  PredictionsView.NAME,
                  PredictionsView::new,
                  PredictionsView::fit,
                  Origin.ANY,
                  "images",
                  "with"),
              new Kind(FiltersView.NAME, FiltersView::new, FiltersView::fit, Origin.ANY),
              new Kind(
                  SheetsView.LINE,
                  SheetsView::lines,
                  SheetsView::fit,
                  Origin.HISTORY,
                  "slice",
                  "value"),
              new Kind(
                  SheetsView.SURFACE,
                  SheetsView::surfaces,
                  SheetsView::fit,
                  Origin.HISTORY,
                  "slice",
                  "value",
                  "look"),
              new Kind(
                  WorkerPathsView.NAME, WorkerPathsView::new, m -> Fit.ON_REQUEST, Origin.HISTORY))
          .stream()
          .sorted(Comparator.comparing(Kind::name))
          .toList();

  /** Where the events of a view may come from. */
  private enum Origin {
    /** From Kafka as the run is trained, or from the history. */
    ANY,
    /** From the history alone: its frames wait for {@link View#end}. */
    HISTORY
  }

  /** A kind of view. */
  private record Kind(
      String name,
      Function<ViewRun, View> factory,
      Function<RunManifest, Fit> fit,
      Origin from,
      Set<String> choices) {
    Kind(
        String name,
        Function<ViewRun, View> factory,
        Function<RunManifest, Fit> fit,
        Origin from,
        String... choices) {
      this(name, factory, fit, from, new TreeSet<>(List.of(choices)));
    }
  }

  private Views() {}

  /** The names of those that may be drawn while a run is trained, sorted. */
  public static List<String> names() {
    return KINDS.stream().filter(k -> k.from() == Origin.ANY).map(Kind::name).toList();
  }

  /** The names of all, sorted: also those that are drawn from the history alone. */
  public static List<String> all() {
    return KINDS.stream().map(Kind::name).toList();
  }

  /** The names of those that are drawn of a run without being asked for, sorted. */
  public static List<String> automatic(RunManifest manifest) {
    return KINDS.stream()
        .filter(k -> k.from() == Origin.ANY && k.fit().apply(manifest).use() == Fit.Use.ALWAYS)
        .map(Kind::name)
        .toList();
  }

  /**
   * A view that follows a run unasked: without frames where it says little about such a run, and
   * then without a look at its data.
   */
  public static View automatic(String name, RunManifest manifest) {
    Kind kind = kind(name);
    return kind.fit().apply(manifest).use() == Fit.Use.ALWAYS
        ? create(name, manifest)
        : new NoFrames(name);
  }

  /** A view that follows a run; without frames where the run has nothing for it to show. */
  public static View create(String name, RunManifest manifest) {
    return create(name, manifest, ViewOptions.STANDARD);
  }

  /** A view that follows a run; without frames where the run has nothing for it to show. */
  public static View create(String name, RunManifest manifest, ViewOptions options) {
    Kind kind = kind(name);
    return kind.fit().apply(manifest).use() == Fit.Use.NEVER
        ? new NoFrames(name)
        : kind.factory().apply(new ViewRun(manifest, options, Playback.LIVE));
  }

  /**
   * A view that is told a stored run.
   *
   * @throws UserException if the run has nothing for it to show, or an option makes no sense to it
   */
  public static View replay(String name, RunManifest manifest, ViewOptions options) {
    Kind kind = kind(name);
    Fit fit = kind.fit().apply(manifest);
    if (fit.use() == Fit.Use.NEVER) {
      throw new UserException("view " + name + ": " + fit.why());
    }
    for (String choice : options.choices().keySet()) {
      if (!kind.choices().contains(choice)) {
        throw new UserException(
            "--option of view "
                + name
                + " must be "
                + (kind.choices().isEmpty()
                    ? "left out, it has none"
                    : "of " + String.join(", ", kind.choices()))
                + ": was "
                + choice);
      }
    }
    ViewRun run = new ViewRun(manifest, options, Playback.REPLAY);
    if (!run.labels().drawnBy(Style.plain(12))) {
      throw new UserException(
          "--language "
              + options.locale().toLanguageTag()
              + " needs a font that has its characters, such as Noto Sans CJK for ja; this machine"
              + " has none",
          1,
          null);
    }
    return kind.factory().apply(run);
  }

  /** A new view over a run whose data are at hand. */
  static View create(String name, RunManifest manifest, Dataset data, Locale locale) {
    return kind(name)
        .factory()
        .apply(new ViewRun(manifest, ViewOptions.STANDARD.in(locale), Playback.LIVE, () -> data));
  }

  private static Kind kind(String name) {
    return KINDS.stream()
        .filter(k -> k.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("view must be one of " + all() + ": was " + name));
  }
}
