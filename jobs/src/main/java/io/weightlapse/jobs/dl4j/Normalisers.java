// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.experiment.TableData;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;

/** What turns bytes of images or columns of a table into the numbers that a network was fed. */
final class Normalisers {
  private static final double WHITE = 255;

  private Normalisers() {}

  /** The normaliser of an experiment's data; empty where they are used as they are. */
  static Optional<DataNormalization> of(Experiment experiment, DataFolder folder) {
    if (experiment.data() instanceof ImageData images) {
      return Optional.of(images(images, experiment.network().inputs()));
    }
    if (experiment.data() instanceof TableData table && table.standardise()) {
      return Optional.of(table(table, folder));
    }
    return Optional.empty();
  }

  /** (byte / 255 - mean) / deviation, channel after channel. */
  private static DataNormalization images(ImageData images, int inputs) {
    int channels = Math.max(images.mean().size(), images.deviation().size());
    float[] mean = new float[inputs];
    float[] deviation = new float[inputs];
    for (int i = 0; i < inputs; i++) {
      int channel = i / (inputs / channels);
      mean[i] = (float) (WHITE * of(images.mean(), channel));
      deviation[i] = (float) (WHITE * of(images.deviation(), channel));
    }
    return new NormalizerStandardize(Networks.row(mean), Networks.row(deviation));
  }

  private static double of(List<Double> values, int channel) {
    return values.get(values.size() == 1 ? 0 : channel);
  }

  private static DataNormalization table(TableData table, DataFolder folder) {
    TableData raw =
        new TableData(
            table.path(), table.features(), table.label(), table.classes(), false, table.split());
    Dataset data = DataSets.load(raw, Split.TRAIN, folder).orElseThrow();
    int columns = data.inputs();
    float[] means = new float[columns];
    float[] deviations = new float[columns];
    for (int c = 0; c < columns; c++) {
      double mean = 0;
      for (int r = 0; r < data.rows(); r++) {
        mean += data.features()[r * columns + c];
      }
      mean /= data.rows();
      double square = 0;
      for (int r = 0; r < data.rows(); r++) {
        double d = data.features()[r * columns + c] - mean;
        square += d * d;
      }
      means[c] = (float) mean;
      deviations[c] = (float) Math.sqrt(square / data.rows());
    }
    return new NormalizerStandardize(Networks.row(means), Networks.row(deviations));
  }
}
