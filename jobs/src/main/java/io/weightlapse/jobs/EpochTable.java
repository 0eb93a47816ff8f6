// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.EpochLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Prints a training's table while it grows: the epochs that animations draw and the last one, with
 * the columns that there are numbers for.
 */
public final class EpochTable {
  private final CollectionAccumulator<EpochLine> accumulator;
  private final RunManifest manifest;
  private final Output out;
  private int last = -1;

  EpochTable(CollectionAccumulator<EpochLine> accumulator, RunManifest manifest, Output out) {
    this.accumulator = accumulator;
    this.manifest = manifest;
    this.out = out;
  }

  long id() {
    return accumulator.id();
  }

  /** Prints what is new among the lines so far, in order of epochs. */
  synchronized void show(List<?> lines) {
    int end = manifest.experiment().training().epochs() - 1;
    for (Object o : lines) {
      if (o instanceof EpochLine line && line.epoch() > last) {
        last = line.epoch();
        if (last == end || manifest.experiment().frames().contains(last)) {
          out.line(line(line, manifest.experiment().data().classifies()));
        }
      }
    }
  }

  /** Prints the rest, when the tasks are over. */
  void end() {
    show(accumulator.value());
  }

  /** One line: {@code epoch 5: sum of squared errors 126.873, accuracy 47.0 %}. */
  public static String line(EpochLine e, boolean classes) {
    List<String> parts = new ArrayList<>();
    add(parts, "sum of squared errors %.6g", e.sumSquaredError());
    add(parts, "loss %.6g", e.loss());
    add(parts, "accuracy %.1f %%", classes ? 100 * e.accuracy() : Double.NaN);
    add(parts, "validation loss %.6g", e.validationLoss());
    add(parts, "accuracy %.1f %%", classes ? 100 * e.validationAccuracy() : Double.NaN);
    add(parts, "test loss %.6g", e.testLoss());
    add(parts, "accuracy %.1f %%", classes ? 100 * e.testAccuracy() : Double.NaN);
    return "epoch " + e.epoch() + ": " + String.join(", ", parts);
  }

  private static void add(List<String> parts, String format, double value) {
    if (!Double.isNaN(value)) {
      parts.add(String.format(Locale.ROOT, format, value));
    }
  }
}
