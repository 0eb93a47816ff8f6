// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.LeastSquares;
import io.weightlapse.history.Home;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Least squares: the weights that made the data, the closed form, and what training found. */
final class RecoveredWeights {
  private RecoveredWeights() {}

  /** Prints the three, where the run is a linear model of data with known weights. */
  static void print(Home home, RunManifest manifest, DataFolder folder, Output out)
      throws IOException {
    Experiment e = manifest.experiment();
    Optional<float[]> truth = DataSets.trueWeights(e.data());
    boolean linear =
        e.network().layers().size() == 1
            && e.network().outputs() == 1
            && !e.network().layers().get(0).bias();
    if (truth.isEmpty() || !linear) {
      return;
    }
    Dataset data = DataSets.load(e, Split.TRAIN, folder).orElseThrow();
    double[] closed = LeastSquares.solve(data);
    SnapshotReader snapshots = new SnapshotReader(home, manifest.run(), e.network());
    List<Long> steps = snapshots.steps();
    float[] trained = snapshots.parameters(steps.get(steps.size() - 1));
    out.line(row("true w", truth.get()));
    out.line(row("closed form", floats(closed)));
    out.line(row("trained", trained));
    double worst = 0;
    for (int i = 0; i < trained.length; i++) {
      worst = Math.max(worst, Math.abs(trained[i] - closed[i]));
    }
    out.line(
        String.format(Locale.ROOT, "largest difference of trained and closed form: %.3g", worst));
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static String row(String name, float[] values) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-12s", name));
    for (float v : values) {
      text.append(String.format(Locale.ROOT, " %8.4f", v));
    }
    return text.toString();
  }
}
