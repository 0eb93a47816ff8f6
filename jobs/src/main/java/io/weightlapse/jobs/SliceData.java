// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.Experiment;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The chosen samples of an executor: picked there once, shared by its tasks. */
final class SliceData {
  private record Key(DataSpec spec, DataFolder folder, int batch, long seed, DataChoice choice) {}

  private static final Map<Key, SoftReference<Dataset>> PICKED = new ConcurrentHashMap<>();

  private SliceData() {}

  static Dataset of(Experiment experiment, DataFolder folder, DataChoice choice) {
    Key key =
        new Key(
            experiment.data(),
            folder,
            experiment.training().batch(),
            experiment.training().seed(),
            choice);
    Dataset[] held = new Dataset[1];
    PICKED.compute(
        key,
        (k, reference) -> {
          held[0] = reference == null ? null : reference.get();
          if (held[0] == null) {
            held[0] = choice.of(experiment, ExecutorData.of(experiment, folder));
            return new SoftReference<>(held[0]);
          }
          return reference;
        });
    return held[0];
  }
}
