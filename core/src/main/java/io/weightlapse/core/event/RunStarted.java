// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.time.Instant;
import java.util.Objects;

/** A run begins; the manifest says everything that is known of it. */
public record RunStarted(RunManifest manifest, Instant time) implements Event {
  /** Nothing may be null. */
  public RunStarted {
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(time, "time");
  }

  @Override
  public String run() {
    return manifest.run();
  }
}
