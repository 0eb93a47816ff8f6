// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.landscape.SampleChoice;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.util.UserException;
import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a loss is over: a split, the training samples of one class, or one minibatch of the first
 * epoch, each or some samples of it.
 *
 * @param text {@code train}, {@code validation}, {@code test}, {@code class:K} or {@code batch:K}
 * @param samples at most so many, drawn by the seed; 0 for all
 * @param seed of the draw
 */
record DataChoice(String text, int samples, long seed) implements Serializable {
  private static final Pattern NUMBERED = Pattern.compile("(class|batch):(\\d{1,9})");

  DataChoice {
    if (!text.matches("train|validation|test") && !NUMBERED.matcher(text).matches()) {
      throw new UserException(
          "--data must be train, validation, test, class:K, batch:K or batches:K: was " + text);
    }
  }

  /** The samples meant, in the order of the data set; of a batch, in the order of training. */
  Dataset of(Experiment experiment, TrainingData data) {
    Matcher m = NUMBERED.matcher(text);
    Dataset chosen;
    if (m.matches()) {
      int number = Integer.parseInt(m.group(2));
      int batch = experiment.training().batch();
      int[] order = Training.order(experiment.training(), data.train().rows(), 0);
      chosen =
          m.group(1).equals("class")
              ? SampleChoice.ofClass(data.train(), number)
              : SampleChoice.batch(data.train(), order, batch, number);
    } else {
      chosen =
          switch (text) {
            case "validation" -> split(data.validation(), experiment);
            case "test" -> split(data.test(), experiment);
            default -> data.train();
          };
    }
    return samples == 0 || samples >= chosen.rows()
        ? chosen
        : SampleChoice.random(chosen, samples, seed);
  }

  private Dataset split(Optional<Dataset> kept, Experiment experiment) {
    return kept.orElseThrow(
        () ->
            new UserException(
                "--data " + text + ": experiment " + experiment.name() + " keeps no such samples"));
  }
}
