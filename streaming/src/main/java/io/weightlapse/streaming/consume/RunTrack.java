// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Topics;
import io.weightlapse.streaming.view.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * A run in memory. Until its start is known, its events wait; while it trains, everything of it may
 * have to be read again after a crash; once it is settled, the history has all but surfaces.
 */
final class RunTrack {
  private final String run;
  private final Identities identities = new Identities();

  /** The first message of the run in each partition: reading again begins there. */
  private final Map<TopicPartition, Long> marks = new HashMap<>();

  private final Set<TopicPartition> sources = new HashSet<>();
  private List<ViewTrack> views;
  private List<Event> waiting = new ArrayList<>();
  private RunMarker.Settled end;
  private boolean trainedToTheEnd;
  private Map<TopicPartition, Long> barrier;
  private boolean settled;
  private boolean closed;
  private boolean told;
  private long touched;

  RunTrack(String run) {
    this.run = run;
  }

  String run() {
    return run;
  }

  void touch(long now) {
    touched = now;
  }

  long touched() {
    return touched;
  }

  Identities identities() {
    return identities;
  }

  /** It is being told by a partition. */
  void from(TopicPartition partition) {
    sources.add(partition);
  }

  /** Whether one of these partitions tells of it. */
  boolean isOf(Collection<TopicPartition> partitions) {
    return sources.stream().anyMatch(partitions::contains);
  }

  void mark(TopicPartition partition, long offset) {
    marks.merge(partition, offset, Math::min);
  }

  Map<TopicPartition, Long> marks() {
    return marks;
  }

  boolean started() {
    return views != null;
  }

  /** Gives it its views; the events that waited are handed back. */
  List<Event> start(List<ViewTrack> newViews) {
    views = newViews;
    barrier = null;
    List<Event> events = waiting;
    waiting = List.of();
    return events;
  }

  void hold(Event event) {
    waiting.add(event);
  }

  int held() {
    return waiting.size();
  }

  List<ViewTrack> views() {
    return views == null ? List.of() : views;
  }

  Optional<ViewTrack> view(String name) {
    return views().stream().filter(v -> v.name().equals(name)).findFirst();
  }

  void end(RunEnded event) {
    end = new RunMarker.Settled(event.time(), event.steps());
    trainedToTheEnd = event.state() == RunState.DONE;
  }

  boolean ended() {
    return end != null;
  }

  RunMarker.Settled end() {
    return end;
  }

  boolean trainedToTheEnd() {
    return trainedToTheEnd;
  }

  /** Its training goes on. */
  void resume() {
    end = null;
    settled = false;
    closed = false;
    told = false;
    barrier = null;
    views().forEach(ViewTrack::reopen);
  }

  /** Whether all of an ended run was read, once. */
  boolean closes(Map<TopicPartition, Long> positions) {
    boolean now = ended() && !closed && (settled || passed(positions, ""));
    closed |= now;
    return now;
  }

  /** Whether it is to be said that all there is of it is drawn: once. */
  boolean tells() {
    boolean now = !told;
    told = true;
    return now;
  }

  /**
   * Whether it waits for its start or for the rest of its messages, without knowing up to where.
   */
  boolean needsBarrier() {
    return barrier == null && (!started() || (ended() && !settled));
  }

  /** Where the topics end: what was published before is read once the positions reach it. */
  void barrier(Map<TopicPartition, Long> ends) {
    barrier = ends;
  }

  boolean passed(Map<TopicPartition, Long> positions, String topic) {
    return barrier != null
        && barrier.entrySet().stream()
            .filter(e -> topic.isEmpty() || e.getKey().topic().equals(topic))
            .allMatch(e -> positions.getOrDefault(e.getKey(), -1L) >= e.getValue());
  }

  boolean settled() {
    return settled;
  }

  /** From now on only surfaces of it may have to be read again. */
  void settle() {
    settled = true;
    marks.keySet().removeIf(partition -> !partition.topic().equals(Topics.SURFACES));
  }

  /** All of it was read, but there is no history to read it from again. */
  void settleKeepingMarks() {
    settled = true;
  }

  /** The survey that its frames show. */
  Optional<Survey> survey() {
    return views().stream().flatMap(v -> v.survey().stream()).findFirst();
  }

  boolean idle() {
    return views().stream().allMatch(ViewTrack::idle);
  }

  boolean done() {
    return started() && views().stream().allMatch(ViewTrack::done);
  }
}
