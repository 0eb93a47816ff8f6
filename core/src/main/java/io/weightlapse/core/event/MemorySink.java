// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.util.ArrayList;
import java.util.List;

/** Keeps events in memory, in order. Thread-safe. */
public final class MemorySink implements EventSink, EventSource {
  private final List<Event> events = new ArrayList<>();

  @Override
  public synchronized void publish(Event event) {
    events.add(event);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** A copy of what was published. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** The events of one type. */
  public <E extends Event> List<E> events(Class<E> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void deliver(EventHandler handler) throws java.io.IOException {
    for (Event e : events()) {
      handler.accept(e);
    }
  }
}
