// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.training.Checkpoint;
import io.weightlapse.core.training.CheckpointCodec;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The last checkpoint of each run, in {@code checkpoints/<run>/last.ckpt} of a home. */
record HomeCheckpoints(Home home) implements CheckpointStore {
  private static String path(String run) {
    return "checkpoints/" + run + "/last.ckpt";
  }

  @Override
  public void save(Checkpoint checkpoint) throws IOException {
    home.replace(path(checkpoint.run()), CheckpointCodec.encode(checkpoint));
  }

  /** The checkpoint to resume a run from. */
  Checkpoint load(String run) throws IOException {
    return find(run)
        .orElseThrow(
            () -> new UserException("run " + run + " has no checkpoint to resume from", 2, null));
  }

  /** The last checkpoint, if there is one. */
  Optional<Checkpoint> find(String run) throws IOException {
    try {
      return Optional.of(CheckpointCodec.decode(home.read(path(run))));
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
