// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.EvaluationResult;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.event.TrajectoryPoint;
import io.weightlapse.core.landscape.NeuronSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The runs that are not finished: takes events, moves runs on, and knows which messages must be
 * read again after a crash. Belongs to the consumer's thread.
 */
final class RunBook {
  private final StreamSettings settings;
  private final RunEventLoader loader;
  private final StreamListener listener;
  private final Counters counters;
  private final RunDrawing drawing;
  private final RunStates states;
  private final OpenRuns runs;
  private final Set<String> orphans = Collections.newSetFromMap(Remembered.map());
  private long clock;

  RunBook(
      StreamSettings settings,
      RunDrawing drawing,
      RunEventLoader loader,
      StreamListener listener,
      Counters counters) {
    this.settings = settings;
    this.drawing = drawing;
    this.loader = loader;
    this.listener = listener;
    this.counters = counters;
    this.runs = new OpenRuns(settings.maxRuns(), listener, counters);
    this.states = new RunStates(settings.views(), new RunMarker(settings.animations()), listener);
  }

  /** Takes an event that lay there. */
  void accept(Received received) throws IOException {
    Event event = received.event();
    if (isForOthers(event)) {
      return; // it must not hold offsets back
    }
    String run = event.run();
    RunTrack track = runs.get(run);
    if (track == null) {
      track = open(event);
      if (track == null) {
        return;
      }
    }
    track.touch(++clock);
    track.from(received.partition());
    if (track.settled() && track.end().isBefore(event)) {
      track.resume();
    }
    if (!track.settled() || loader == RunEventLoader.NONE || event instanceof SurfaceTile) {
      track.mark(received.partition(), received.offset());
    }
    take(track, event);
  }

  /** Whether no view shows such events: they are for sinks of rows, or for the history. */
  private static boolean isForOthers(Event event) {
    return event instanceof TrajectoryPoint
        || event instanceof EvaluationResult
        || (event instanceof SurfaceTile tile && !(tile.slice() instanceof NeuronSlice));
  }

  /** Begins to follow the run of an event; null where the event is no news. */
  private RunTrack open(Event event) throws IOException {
    String run = event.run();
    boolean again = false;
    if (states.isComplete(run)) {
      if (!(event instanceof SurfaceTile tile && states.isOutdatedBy(tile))) {
        counters.duplicates.increment();
        return null;
      }
      states.reopen(run);
      again = true;
    }
    Optional<RunMarker.Settled> settled =
        loader == RunEventLoader.NONE ? Optional.empty() : states.settled(run);
    if (settled.isPresent() && !(event instanceof SurfaceTile) && !settled.get().isBefore(event)) {
      counters.duplicates.increment(); // its frames are stored, and the history has it
      return null;
    }
    if (orphans.contains(run) && !(event instanceof RunStarted)) {
      counters.orphans.increment();
      return null;
    }
    RunTrack track = runs.add(run);
    if ((again || settled.isPresent()) && rebuild(track) && track.ended()) {
      track.settle();
    }
    return track;
  }

  private void take(RunTrack track, Event event) {
    if (!track.started()) {
      if (event instanceof RunStarted started) {
        start(track, started.manifest());
      } else {
        track.hold(event);
        counters.held.increment();
        return;
      }
    }
    switch (track.identities().add(event)) {
      case SAME -> counters.duplicates.increment();
      case CONFLICT -> counters.conflicts.increment();
      default -> {
        counters.events.increment();
        tell(track, event);
        drawing.feed(track, event);
      }
    }
  }

  private void start(RunTrack track, RunManifest manifest) {
    List<ViewTrack> views = drawing.open(track.run(), manifest);
    orphans.remove(track.run());
    counters.held.add(-track.held());
    List<Event> waiting = track.start(views);
    listener.runStarted(manifest);
    views.stream()
        .filter(v -> v.frameCount() > 0) // others have nothing to show of this run
        .forEach(v -> listener.viewReady(track.run(), v.name(), v.frameCount()));
    waiting.forEach(event -> take(track, event));
  }

  private void tell(RunTrack track, Event event) {
    if (event instanceof RunEnded ended) {
      track.end(ended);
      listener.runEnded(ended);
    } else if (event instanceof Metric metric) {
      listener.metric(metric);
    }
  }

  /** Fills a track from the history; false if that does not know the run. */
  private boolean rebuild(RunTrack track) {
    try {
      Optional<EventSource> source = loader.load(track.run());
      if (source.isPresent()) {
        source.get().deliver(event -> take(track, event));
      }
    } catch (IOException | RuntimeException e) {
      counters.failures.increment();
      listener.problem("run " + track.run() + " could not be rebuilt: " + e.getMessage());
    }
    return track.started();
  }

  /** Whether more messages may be taken now. */
  boolean hasRoom() {
    return drawing.hasRoom();
  }

  /** Whether so many events wait for the start of their runs that only the runs may be read. */
  boolean holdsTooMany() {
    return counters.held.sum() >= settings.maxHeld();
  }

  boolean needsBarriers() {
    return runs.needBarriers();
  }

  void barriers(Map<TopicPartition, Long> ends) {
    runs.barriers(ends);
  }

  /** Moves every run on as far as what is read and stored allows. */
  void advance(Map<TopicPartition, Long> positions) {
    for (FrameWriter.Done done : drawing.drain()) {
      RunTrack track = runs.get(done.run());
      if (track != null) {
        track.view(done.view()).ifPresent(view -> drawing.written(track, view, done));
      }
    }
    for (RunTrack track : runs.all()) {
      if (track.started()) {
        advance(track, positions);
      } else if (track.passed(positions, Topics.RUNS) && !rebuild(track)) {
        orphaned(track);
      }
    }
  }

  private void advance(RunTrack track, Map<TopicPartition, Long> positions) {
    if (track.closes(positions)) {
      drawing.close(track);
    }
    drawing.encodeComplete(track);
    if (track.ended() && !track.settled() && track.passed(positions, "") && track.idle()) {
      settle(track);
    }
    if (track.done() && track.idle()) {
      finish(track);
    }
  }

  private void settle(RunTrack track) {
    if (loader == RunEventLoader.NONE) {
      track.settleKeepingMarks();
    } else if (states.settle(track)) {
      track.settle();
    } else {
      return; // the next turn tries again
    }
    if (!track.trainedToTheEnd()) { // surfaces may never come: show those there are
      drawing.encodeAll(track);
    }
  }

  /**
   * All there is of a run is drawn. One that stopped before its end stays settled: it may go on,
   * and then the history has what it was.
   */
  private void finish(RunTrack track) {
    boolean over = track.trainedToTheEnd() || !track.ended();
    if (!over && !track.settled()) {
      return;
    }
    String run = track.run();
    List<String> bad = new ArrayList<>(settings.views());
    track.views().stream().filter(v -> !v.broken()).forEach(v -> bad.remove(v.name()));
    if (over && bad.isEmpty() && !states.complete(track)) {
      return; // the next turn tries again
    }
    if (over) {
      states.passOver(track);
    }
    if (over || loader != RunEventLoader.NONE) {
      runs.drop(track);
    }
    if (!track.tells()) {
      return;
    }
    if (bad.isEmpty()) {
      listener.runComplete(run);
    } else {
      String message = "not complete: " + String.join(", ", bad) + " failed";
      listener.problem("run " + run + ": " + message);
      listener.runFailed(run, message);
    }
  }

  private void orphaned(RunTrack track) {
    counters.orphans.add(track.held());
    orphans.add(track.run());
    listener.problem(
        "run " + track.run() + " has no start: " + track.held() + " events passed over");
    runs.drop(track);
  }

  /** What may be committed: nothing that an unfinished run would need again. */
  Map<TopicPartition, Long> lowWater(Map<TopicPartition, Long> positions) {
    return runs.lowWater(positions);
  }

  /** Forgets the runs that these partitions tell of, but for what is on the disk. */
  void forget(Collection<TopicPartition> partitions) {
    for (RunTrack track : runs.of(partitions)) {
      drawing.forget(track);
      runs.drop(track);
    }
    states.clear(); // another consumer may draw more of them
    orphans.clear();
  }
}
