// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.Sharing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithmReducer;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.AdaptiveThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.FixedThresholdAlgorithm;

/** DL4J's thresholds: each worker's follows its own updates, and they meet after each epoch. */
final class Thresholds {
  private static final ObjectInputFilter ONLY =
      ObjectInputFilter.Config.createFilter(
          AdaptiveThresholdAlgorithm.class.getName()
              + ";"
              + FixedThresholdAlgorithm.class.getName()
              + ";!*");

  private Thresholds() {}

  /** What a training begins with. */
  static ThresholdAlgorithm first(Sharing sharing) {
    return sharing.threshold() == 0
        ? new AdaptiveThresholdAlgorithm()
        : new FixedThresholdAlgorithm(sharing.threshold());
  }

  /** Their mean, for the next epoch. */
  static ThresholdAlgorithm mean(List<RoundNote> notes, ThresholdAlgorithm before) {
    List<ThresholdAlgorithm> all =
        notes.stream().map(RoundNote::threshold).filter(Objects::nonNull).toList();
    if (all.isEmpty()) {
      return before;
    }
    ThresholdAlgorithmReducer mean = all.get(0).newReducer();
    all.forEach(mean::add);
    return mean.getFinalResult();
  }

  /** For a checkpoint: DL4J's algorithms can be written, but not be told their state. */
  static String text(ThresholdAlgorithm threshold) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(threshold);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * What {@link #text} gave.
   *
   * @throws UserException if it is something else
   */
  static ThresholdAlgorithm of(String text) {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      in.setObjectInputFilter(ONLY); // a checkpoint may come from anywhere
      return (ThresholdAlgorithm) in.readObject();
    } catch (IOException | ClassNotFoundException | IllegalArgumentException e) {
      throw new UserException("a checkpoint's threshold is damaged: " + e.getMessage(), 1, e);
    }
  }
}
