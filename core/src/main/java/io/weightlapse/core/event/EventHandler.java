// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.io.IOException;

/** Receives events. */
@FunctionalInterface
public interface EventHandler {
  /** Takes one event. */
  void accept(Event event) throws IOException;
}
