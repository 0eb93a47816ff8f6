// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.util.Checks;

/** Loads the data of experiments. */
public final class DataSets {
  private DataSets() {}

  /** The samples of a data specification; the same every time. */
  public static Dataset load(DataSpec spec) {
    return Generators.generate(spec);
  }

  /** The samples of an experiment, checked against its network. */
  public static Dataset load(Experiment experiment) {
    Dataset data = load(experiment.data());
    Checks.require(
        data.inputs() == experiment.network().inputs(),
        "network.inputs must be the %d features of the data: was %d",
        data.inputs(),
        experiment.network().inputs());
    Checks.require(
        data.outputs() == experiment.network().outputs(),
        "units of the last layer must be the %d targets of the data: was %d",
        data.outputs(),
        experiment.network().outputs());
    return data;
  }
}
