// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.streaming.encode.GifEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of picture over one run: takes the run's events in any order, as often as they come, and
 * yields frames. A view does no I/O and knows nothing of where events come from; the same events
 * give the same pixels.
 */
public interface View {
  /** The name in commands and files, such as {@code transformations}. */
  String name();

  /**
   * Takes an event and returns the frames that it completes, index rising; frame k never comes
   * before frame k - 1. None comes twice, but where surfaces of a newer survey come: then the
   * frames begin anew, at index 0.
   */
  List<Frame> accept(Event event);

  /**
   * The training is over and all of it was told: returns the frames that waited for what never
   * came, up to the last step that was told. Surfaces may still follow, and the rest of a training
   * that goes on; both are taken as before. Of views that give no frame before (those drawn from
   * the history alone) this is where all of them come.
   */
  default List<Frame> end() {
    return List.of();
  }

  /** Whether nothing but surfaces is missing of the next frame. */
  default boolean awaitsSurfaces() {
    return false;
  }

  /**
   * How many frames the run has when it trains to its end; of a view whose frames wait for {@link
   * #end}, 0 until then.
   */
  int frameCount();

  /** Whether every frame has been yielded. */
  boolean complete();

  /** What to say where all events were told and no frame came. */
  default String whyNoFrames() {
    return "view "
        + name()
        + " must have at least one complete frame: was 0 of "
        + frameCount()
        + "; are the run's snapshots kept at the frames' epochs, and its surfaces computed?";
  }

  /** How long a frame stays unless told otherwise. */
  default Duration pace() {
    return GifEncoder.DELAY;
  }

  /** Kinds of slices of which it draws one; none where it draws no surface of its choice. */
  default Set<SliceKind> sliceKinds() {
    return Set.of();
  }

  /** Says which slice it draws, what is stored about it, and where snapshots lie on it. */
  default void slice(Slice slice, Optional<SliceInfo> info, List<PathPoint> path) {}

  /** Runs whose events it takes besides its own. */
  default List<String> otherRuns() {
    return List.of();
  }

  /** What of a run's history it needs: the rest need not be read. */
  default Reading reading() {
    return Reading.ALL;
  }

  /** The survey that its frames show; empty where it draws no surfaces, or none have come. */
  default Optional<Survey> survey() {
    return Optional.empty();
  }
}
