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
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.view.Frame;
import io.weightlapse.streaming.view.Survey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * The runs that are not finished: takes events, hands frames out to be drawn, and knows which
 * messages must be read again after a crash. Belongs to the consumer's thread.
 */
final class RunBook {
  private static final int REMEMBERED = 10_000;

  private final StreamSettings settings;
  private final ViewFactory factory;
  private final RunEventLoader loader;
  private final StreamListener listener;
  private final Counters counters;
  private final FrameWriter writer;
  private final RunMarker marker;
  private final Map<String, RunTrack> runs = new LinkedHashMap<>();
  private final Map<String, Optional<Survey>> complete = remembered();
  private final Set<String> orphans = Collections.newSetFromMap(remembered());
  private boolean unmarked;
  private long clock;

  RunBook(
      StreamSettings settings,
      ViewFactory factory,
      RunEventLoader loader,
      StreamListener listener,
      Counters counters,
      FrameWriter writer) {
    this.settings = settings;
    this.factory = factory;
    this.loader = loader;
    this.listener = listener;
    this.counters = counters;
    this.writer = writer;
    this.marker = new RunMarker(settings.animations());
  }

  /** Takes an event that lay there. */
  void accept(Received received) throws IOException {
    Event event = received.event();
    if (event instanceof SurfaceTile tile && !(tile.slice() instanceof NeuronSlice)) {
      return; // no view draws it: it must not hold offsets back
    }
    if (event instanceof TrajectoryPoint || event instanceof EvaluationResult) {
      return; // for sinks of rows: no view shows them
    }
    String run = event.run();
    boolean again = false;
    if (isComplete(run)) {
      if (!isOfNewerSurvey(event)) {
        counters.duplicates.increment();
        return;
      }
      complete.remove(run);
      again = true;
    }
    RunTrack track = runs.get(run);
    if (track == null) {
      Optional<RunMarker.Settled> settled =
          loader == RunEventLoader.NONE ? Optional.empty() : marker.settled(run);
      if (settled.isPresent()
          && !(event instanceof SurfaceTile)
          && !settled.get().isBefore(event)) {
        counters.duplicates.increment(); // its frames are stored, and the history has it
        return;
      }
      if (orphans.contains(run) && !(event instanceof RunStarted)) {
        counters.orphans.increment();
        return;
      }
      track = add(run);
      if ((again || settled.isPresent()) && rebuild(track) && track.ended()) {
        track.settle();
      }
    }
    track.touch(++clock);
    if (track.settled() && track.end().isBefore(event)) {
      track.resume();
    }
    if (!track.settled() || loader == RunEventLoader.NONE || event instanceof SurfaceTile) {
      track.mark(received.partition(), received.offset());
    }
    take(track, event);
    counters.runs = runs.size();
  }

  /** Whether it is of a survey that has begun since its run was complete. */
  private boolean isOfNewerSurvey(Event event) {
    return event instanceof SurfaceTile tile
        && complete.get(tile.run()).map(s -> Survey.of(tile).replaces(s)).orElse(false);
  }

  private RunTrack add(String run) {
    if (runs.size() >= settings.maxRuns()) {
      // Settled runs lose nothing; of others, the history is asked if they show up again.
      RunTrack oldest =
          runs.values().stream()
              .min(
                  Comparator.<RunTrack>comparingInt(t -> t.settled() ? 0 : 1)
                      .thenComparingLong(RunTrack::touched))
              .orElseThrow();
      if (!oldest.settled()) {
        counters.failures.increment();
        listener.problem(
            "run " + oldest.run() + " given up: maxRuns must be > " + settings.maxRuns());
      }
      drop(oldest);
    }
    RunTrack track = new RunTrack(run);
    runs.put(run, track);
    return track;
  }

  private void drop(RunTrack track) {
    counters.held.add(-track.held());
    runs.remove(track.run());
    counters.runs = runs.size();
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
        feed(track, event);
      }
    }
  }

  private void start(RunTrack track, RunManifest manifest) {
    List<ViewTrack> views = new ArrayList<>();
    for (String name : settings.views()) {
      try {
        views.add(
            new ViewTrack(
                factory.create(name, manifest), new FrameStore(marker.folder(track.run()), name)));
      } catch (RuntimeException e) { // a manifest that makes sense, but not for this view
        counters.failures.increment();
        String message = "no view " + name + ": " + e.getMessage();
        listener.problem("run " + track.run() + ": " + message);
        listener.viewFailed(track.run(), name, message);
      }
    }
    orphans.remove(track.run());
    counters.held.add(-track.held());
    List<Event> waiting = track.start(views);
    listener.runStarted(manifest);
    views.stream()
        .filter(v -> v.frameCount() > 0) // others have nothing to show of this run
        .forEach(v -> listener.viewReady(track.run(), v.name(), v.frameCount()));
    waiting.forEach(event -> take(track, event));
  }

  private void feed(RunTrack track, Event event) {
    if (event instanceof RunEnded ended) {
      track.end(ended);
      listener.runEnded(ended);
    } else if (event instanceof Metric metric) {
      listener.metric(metric);
    }
    for (ViewTrack view : track.views()) {
      List<Frame> frames = guard(track, view, () -> view.accept(event));
      for (Frame frame : frames) {
        writer.frame(track.run(), view.store(), view.name(), frame);
      }
    }
  }

  private List<Frame> guard(RunTrack track, ViewTrack view, Supplier<List<Frame>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      fail(track, view, e);
      return List.of();
    }
  }

  private void fail(RunTrack track, ViewTrack view, Throwable e) {
    if (!view.broken()) {
      counters.failures.increment();
      view.fail();
      listener.problem("run " + track.run() + ": view " + view.name() + " failed: " + e);
      listener.viewFailed(track.run(), view.name(), e.toString());
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
    return writer.outstanding() < 64;
  }

  /** Whether so many events wait for the start of their runs that only the runs may be read. */
  boolean holdsTooMany() {
    return counters.held.sum() >= settings.maxHeld();
  }

  boolean needsBarriers() {
    return runs.values().stream().anyMatch(RunTrack::needsBarrier);
  }

  void barriers(Map<TopicPartition, Long> ends) {
    runs.values().stream().filter(RunTrack::needsBarrier).forEach(t -> t.barrier(ends));
  }

  /** Moves every run on as far as what is read and stored allows. */
  void advance(Map<TopicPartition, Long> positions) {
    for (FrameWriter.Done done : writer.drain()) {
      RunTrack track = runs.get(done.run());
      if (track != null) {
        track.view(done.view()).ifPresent(view -> ended(track, view, done));
      }
    }
    for (RunTrack track : List.copyOf(runs.values())) {
      if (!track.started()) {
        if (track.passed(positions, Topics.RUNS) && !rebuild(track)) {
          orphaned(track);
        }
        continue;
      }
      for (ViewTrack view : track.views()) {
        if (view.complete()) {
          encode(track, view);
        }
      }
      if (track.ended() && !track.settled() && track.passed(positions, "") && track.idle()) {
        settle(track);
      }
      if (track.done() && track.idle()) {
        finish(track);
      }
    }
  }

  private void ended(RunTrack track, ViewTrack view, FrameWriter.Done done) {
    if (done.index() < 0) {
      view.encodingEnded();
    } else {
      view.durable();
    }
    if (done.error() != null) {
      fail(track, view, done.error());
    } else if (done.index() < 0) {
      listener.animationWritten(track.run(), view.name(), done.file());
    } else if (done.drawn()) {
      listener.frameDrawn(track.run(), view.name(), done.index(), done.file());
    }
  }

  private void settle(RunTrack track) {
    if (loader == RunEventLoader.NONE) {
      track.settleKeepingMarks();
    } else if (mark(track.run(), () -> marker.settle(track.run(), track.end()))) {
      track.settle();
    } else {
      return; // the next turn tries again
    }
    if (!track.trainedToTheEnd()) { // no more frames will come of most views: show those there are
      for (ViewTrack view : track.views()) {
        encode(track, view);
      }
    }
  }

  private void encode(RunTrack track, ViewTrack view) {
    if (view.wantsEncoding()) {
      view.encoding();
      writer.animation(track.run(), view.store(), view.name(), view.frames(), view.pace());
    }
  }

  private void finish(RunTrack track) {
    String run = track.run();
    List<String> good =
        track.views().stream().filter(v -> !v.broken()).map(ViewTrack::name).toList();
    boolean whole = good.size() == settings.views().size();
    if (whole && !mark(run, () -> marker.complete(run, good, track.survey()))) {
      return; // the next turn tries again
    }
    complete.put(run, track.survey());
    drop(track);
    if (whole) {
      listener.runComplete(run);
    } else {
      List<String> bad = new ArrayList<>(settings.views());
      bad.removeAll(good);
      String message = "not complete: " + String.join(", ", bad) + " failed";
      listener.problem("run " + run + ": " + message);
      listener.runFailed(run, message);
    }
  }

  private interface Mark {
    void write() throws IOException;
  }

  /** Writes a run's state; what keeps it from that, such as a full disk, is said once. */
  private boolean mark(String run, Mark mark) {
    try {
      mark.write();
      unmarked = false;
      return true;
    } catch (IOException e) {
      if (!unmarked) {
        listener.problem("the state of run " + run + " cannot be written, trying again: " + e);
      }
      unmarked = true;
      return false;
    }
  }

  private void orphaned(RunTrack track) {
    counters.orphans.add(track.held());
    orphans.add(track.run());
    listener.problem(
        "run " + track.run() + " has no start: " + track.held() + " events passed over");
    drop(track);
  }

  private boolean isComplete(String run) throws IOException {
    if (!complete.containsKey(run) && !runs.containsKey(run)) {
      if (marker.isComplete(run, settings.views())) {
        complete.put(run, marker.survey(run));
      }
    }
    return complete.containsKey(run);
  }

  /** What may be committed: nothing that an unfinished run would need again. */
  Map<TopicPartition, Long> lowWater(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> low = new HashMap<>(positions);
    for (RunTrack track : runs.values()) {
      track.marks().forEach((p, offset) -> low.computeIfPresent(p, (k, v) -> Math.min(v, offset)));
    }
    return low;
  }

  /** Forgets everything that is not on the disk. */
  void clear() {
    writer.forget();
    runs.clear();
    complete.clear();
    orphans.clear();
    counters.runs = 0;
    counters.held.reset();
  }

  private static <V> Map<String, V> remembered() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }
}
