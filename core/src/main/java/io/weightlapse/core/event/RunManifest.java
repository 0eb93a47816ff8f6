// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.Names;
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
 * @param mode how it is trained: single, averaging or sharing; empty where nobody said
 */
public record RunManifest(
    String run,
    Experiment experiment,
    Instant created,
    String dataHash,
    Map<String, String> versions,
    String mode)
    implements Serializable {
  /** Nothing may be null; the mode is a name. */
  public RunManifest {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(dataHash, "dataHash");
    Checks.require(
        mode.isEmpty() || Names.isName(mode), "mode must be empty or %s: was another", Names.RULE);
    versions = new java.util.TreeMap<>(versions);
  }

  /** Of a run of which nobody says how it is trained. */
  public RunManifest(
      String run,
      Experiment experiment,
      Instant created,
      String dataHash,
      Map<String, String> versions) {
    this(run, experiment, created, dataHash, versions, "");
  }
}
