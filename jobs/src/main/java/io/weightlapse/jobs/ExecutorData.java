// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.util.UserException;
import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data sets of an executor: loaded there once, shared by its tasks, never shipped with them.
 */
public final class ExecutorData {
  private record Key(DataSpec spec, DataFolder folder) {}

  private static final Map<Key, SoftReference<TrainingData>> LOADED = new ConcurrentHashMap<>();
  private static final Map<Dataset, String> HASHES =
      Collections.synchronizedMap(new WeakHashMap<>());

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

  /**
   * The data of a run, as it began.
   *
   * @throws UserException if they cannot be loaded, or are others; on an executor it says which
   */
  public static TrainingData of(RunManifest manifest, DataFolder folder) {
    TrainingData data = of(manifest.experiment(), folder);
    String hash = HASHES.computeIfAbsent(data.train(), Dataset::hash);
    if (!hash.equals(manifest.dataHash())) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s has other data than run %s began with: their SHA-256 is %s, that of the run %s",
              ThisExecutor.name().orElse("this machine"),
              manifest.run(),
              hash,
              manifest.dataHash()),
          1,
          null);
    }
    return data;
  }

  private static TrainingData load(Experiment experiment, DataFolder folder) {
    try {
      return TrainingData.load(experiment, folder);
    } catch (RuntimeException e) {
      throw ThisExecutor.withoutData(folder, e);
    }
  }
}
