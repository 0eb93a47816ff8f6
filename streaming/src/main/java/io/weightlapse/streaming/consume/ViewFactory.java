// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.streaming.view.View;

/** Makes views; {@code Views::create} but in tests. */
@FunctionalInterface
public interface ViewFactory {
  /** A new view over a run. */
  View create(String name, RunManifest manifest);
}
