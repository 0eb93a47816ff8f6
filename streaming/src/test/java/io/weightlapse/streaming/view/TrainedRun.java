// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A built-in experiment, made small by settings, really trained: all its events in memory. */
public final class TrainedRun {
  public final RunManifest manifest;
  public final List<Event> events = new ArrayList<>();

  /** Trains it; settings are those of {@code --set}. */
  public TrainedRun(String run, String experiment, String... settings) {
    Experiment e =
        ExperimentReader.read(
            Overrides.apply(ExperimentReader.tree(experiment), List.of(settings)).get(0), "test");
    manifest = new RunManifest(run, e, RunFixture.TIME, "", Map.of());
    MemorySink sink = new MemorySink();
    try (Training training =
        new Training(
            manifest,
            TrainingData.load(e, DataFolder.current()),
            sink,
            TrainingListener.NONE,
            TrainingOptions.standard(),
            CheckpointStore.NONE,
            Clock.systemUTC())) {
      training.run();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    events.add(new RunStarted(manifest, RunFixture.TIME));
    events.addAll(sink.events(Event.class));
  }

  /** The frames of a view that is told events as they come. */
  List<Frame> live(String view, List<Event> told) {
    return frames(Views.create(view, manifest), told);
  }

  /** The frames of a view that is told all from the history. */
  List<Frame> replayed(String view, ViewOptions options) {
    View created = Views.replay(view, manifest, options);
    if (created instanceof LookingAhead ahead && ahead.looks()) {
      events.forEach(ahead::look);
    }
    return frames(created, events);
  }

  private static List<Frame> frames(View view, List<Event> told) {
    List<Frame> frames = new ArrayList<>();
    told.forEach(event -> frames.addAll(view.accept(event)));
    if (!view.complete()) {
      frames.addAll(view.end());
    }
    return frames;
  }
}
