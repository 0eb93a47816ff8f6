// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.util.UserException;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data sets of an executor: loaded there once, shared by its tasks, never shipped with them.
 */
public final class ExecutorData {
  private record Key(DataSpec spec, DataFolder folder) {}

  private static final Map<Key, SoftReference<TrainingData>> LOADED = new ConcurrentHashMap<>();

  private ExecutorData() {}

  /**
   * The data of an experiment.
   *
   * @throws UserException if they cannot be loaded; on an executor it says which
   */
  public static TrainingData of(Experiment experiment, DataFolder folder) {
    TrainingData[] held = new TrainingData[1];
    LOADED.compute(
        new Key(experiment.data(), folder),
        (key, reference) -> {
          held[0] = reference == null ? null : reference.get();
          if (held[0] == null) {
            held[0] = load(experiment, folder);
            return new SoftReference<>(held[0]);
          }
          return reference;
        });
    return held[0];
  }

  private static TrainingData load(Experiment experiment, DataFolder folder) {
    try {
      return TrainingData.load(experiment, folder);
    } catch (RuntimeException e) {
      throw ThisExecutor.withoutData(folder, e);
    }
  }
}
