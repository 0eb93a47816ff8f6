// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import java.io.IOException;

/** Keeps the last checkpoint of a run. */
@FunctionalInterface
public interface CheckpointStore {
  /** Keeps nothing. */
  CheckpointStore NONE = checkpoint -> {};

  /** Replaces the checkpoint before it, whole. */
  void save(Checkpoint checkpoint) throws IOException;
}
