// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.Experiment;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data sets of an executor: loaded there once, shared by its tasks, never shipped with them.
 */
final class ExecutorData {
  private static final Map<DataSpec, SoftReference<Dataset>> LOADED = new ConcurrentHashMap<>();

  private ExecutorData() {}

  static Dataset of(Experiment experiment) {
    Dataset[] held = new Dataset[1];
    LOADED.compute(
        experiment.data(),
        (spec, reference) -> {
          held[0] = reference == null ? null : reference.get();
          if (held[0] == null) {
            held[0] = DataSets.load(experiment);
            return new SoftReference<>(held[0]);
          }
          return reference;
        });
    return held[0];
  }
}
