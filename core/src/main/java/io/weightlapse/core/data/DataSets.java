// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.experiment.TableData;
import io.weightlapse.core.util.Checks;
import java.util.Optional;

/** Loads the data of experiments; the same every time. */
public final class DataSets {
  private DataSets() {}

  /** The training samples of an experiment, checked against its network. */
  public static Dataset load(Experiment experiment) {
    return load(experiment, Split.TRAIN).orElseThrow();
  }

  /** Samples of an experiment, checked against its network; empty if it keeps none for that. */
  public static Optional<Dataset> load(Experiment experiment, Split split) {
    return load(experiment, split, DataFolder.current());
  }

  /** Samples of an experiment, checked against its network; empty if it keeps none for that. */
  public static Optional<Dataset> load(Experiment experiment, Split split, DataFolder folder) {
    Optional<Dataset> loaded = load(experiment.data(), split, folder);
    loaded.ifPresent(
        data -> {
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
        });
    return loaded;
  }

  /** Samples of a specification; empty if it keeps none for that. Training samples always are. */
  public static Optional<Dataset> load(DataSpec spec, Split split, DataFolder folder) {
    if (spec instanceof GeneratedData data) {
      return Generators.generate(data, split);
    }
    if (spec instanceof ImageData data) {
      return ImageSets.load(data, split, folder);
    }
    return Tables.load((TableData) spec, split, folder);
  }

  /** The number of training samples, known without loading them where that is possible. */
  public static int rows(DataSpec spec, DataFolder folder) {
    if (spec instanceof GeneratedData data) {
      return data.rows();
    }
    if (spec instanceof ImageData data) {
      return data.split().trainRows(ImageSets.rows(data, folder));
    }
    return spec.split().trainRows(Tables.rows((TableData) spec, folder));
  }

  /** The weights behind {@code least-squares} data, which training looks for; else empty. */
  public static Optional<float[]> trueWeights(DataSpec spec) {
    return spec instanceof GeneratedData data && data.generator().equals("least-squares")
        ? Optional.of(RegressionGenerators.trueWeights(data))
        : Optional.empty();
  }
}
