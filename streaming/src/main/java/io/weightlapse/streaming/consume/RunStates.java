// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.streaming.view.Survey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs of which everything is drawn, or everything but surfaces: in memory and on the disk. */
final class RunStates {
  private final List<String> views;
  private final RunMarker marker;
  private final StreamListener listener;
  private final Map<String, Optional<Survey>> complete = Remembered.map();
  private boolean unmarked;

  /**
   * Of runs that get these views.
   *
   * @param views their names
   */
  RunStates(List<String> views, RunMarker marker, StreamListener listener) {
    this.views = views;
    this.marker = marker;
    this.listener = listener;
  }

  /** Whether all of a run, which is not open, is drawn. */
  boolean isComplete(String run) throws IOException {
    if (!complete.containsKey(run) && marker.isComplete(run, views)) {
      complete.put(run, marker.survey(run));
    }
    return complete.containsKey(run);
  }

  /** Whether a tile is of a survey that has begun since its run was complete. */
  boolean isOutdatedBy(SurfaceTile tile) {
    return complete
        .getOrDefault(tile.run(), Optional.empty())
        .map(survey -> Survey.of(tile).replaces(survey))
        .orElse(false);
  }

  /** There is more to draw of it. */
  void reopen(String run) {
    complete.remove(run);
  }

  /** How a run ended of which the history has all but surfaces. */
  Optional<RunMarker.Settled> settled(String run) throws IOException {
    return marker.settled(run);
  }

  /** Writes that a run is settled; false if the next turn must try again. */
  boolean settle(RunTrack track) {
    return written(track.run(), () -> marker.settle(track.run(), track.end()));
  }

  /** Writes that all views of a run are drawn; false if the next turn must try again. */
  boolean complete(RunTrack track) {
    if (!written(track.run(), () -> marker.complete(track.run(), views, track.survey()))) {
      return false;
    }
    passOver(track);
    return true;
  }

  /** Remembers, but does not write, that nothing more is to be drawn of a run. */
  void passOver(RunTrack track) {
    complete.put(track.run(), track.survey());
  }

  /** Forgets what is not on the disk. */
  void clear() {
    complete.clear();
  }

  private interface Mark {
    void write() throws IOException;
  }

  /** Writes a run's state; what keeps it from that, such as a full disk, is said once. */
  private boolean written(String run, Mark mark) {
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
}
