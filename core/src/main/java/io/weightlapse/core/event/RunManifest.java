// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.experiment.Experiment;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Everything needed to know, and to repeat, a run.
 *
 * @param run its id
 * @param experiment with every override applied
 * @param created when it was submitted
 * @param dataHash SHA-256 of features and targets, hexadecimal
 * @param versions of Weightlapse, Java, Spark
 */
public record RunManifest(
    String run,
    Experiment experiment,
    Instant created,
    String dataHash,
    Map<String, String> versions)
    implements Serializable {
  /** Nothing may be null. */
  public RunManifest {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(dataHash, "dataHash");
    versions = new java.util.TreeMap<>(versions);
  }
}
