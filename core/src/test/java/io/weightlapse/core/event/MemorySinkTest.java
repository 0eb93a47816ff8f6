// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.util.List;

class MemorySinkTest extends EventSinkContract {
  private final MemorySink sink = new MemorySink();

  @Override
  protected EventSink sink() {
    return sink;
  }

  @Override
  protected List<Event> stored() {
    return sink.events();
  }
}
