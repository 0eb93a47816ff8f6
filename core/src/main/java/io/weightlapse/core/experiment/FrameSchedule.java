// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The epochs that animations draw: each span draws the multiples of {@code every} up to its last
 * epoch, from where the span before it ended.
 */
public record FrameSchedule(List<Span> spans) implements Serializable {
  /** Epochs to the last one of a span: {@code Integer.MAX_VALUE} for the rest of the training. */
  public static final int REST = Integer.MAX_VALUE;

  /**
   * Part of a schedule.
   *
   * @param to last epoch of the span, or {@link #REST}
   * @param every draw epochs that this divides
   */
  public record Span(int to, int every) implements Serializable {
    /** Checks the bounds. */
    public Span {
      Checks.atLeast("frames.to", to, 0);
      Checks.atLeast("frames.every", every, 1);
    }
  }

  /** Spans must rise. */
  public FrameSchedule {
    spans = List.copyOf(spans);
    Checks.require(!spans.isEmpty(), "frames must have at least one span: was empty");
    for (int i = 1; i < spans.size(); i++) {
      Checks.require(
          spans.get(i).to() > spans.get(i - 1).to(),
          "frames.to must rise from span to span: was %d after %d",
          spans.get(i).to(),
          spans.get(i - 1).to());
    }
  }

  /** Every epoch up to 4, every 5th to 50, every 50th to 1000, then every 250th. */
  public static FrameSchedule standard() {
    return new FrameSchedule(
        List.of(new Span(4, 1), new Span(50, 5), new Span(1000, 50), new Span(REST, 250)));
  }

  /** Whether an epoch is drawn. */
  public boolean contains(int epoch) {
    for (Span span : spans) {
      if (epoch <= span.to()) {
        return epoch % span.every() == 0;
      }
    }
    return false;
  }

  /** The epochs drawn of a training of {@code epochs} epochs, rising. */
  public List<Integer> epochs(int epochs) {
    List<Integer> list = new ArrayList<>();
    for (int e = 0; e < epochs; e++) {
      if (contains(e)) {
        list.add(e);
      }
    }
    return list;
  }
}
