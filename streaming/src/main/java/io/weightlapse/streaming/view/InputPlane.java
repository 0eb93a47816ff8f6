// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.PlaneFeature;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.GeneratedData;
import java.util.List;

/**
 * The plane of which a network's inputs are points: its two inputs themselves, or the two
 * coordinates of which a generator makes the columns.
 */
final class InputPlane {
  private static final double REACH = 6; // of the plane where no column has its coordinates

  private final List<PlaneFeature> features;
  private final double[] x;
  private final double[] y;
  private final float[] xs;
  private final float[] ys;

  private InputPlane(List<PlaneFeature> features, double[] x, double[] y, float[] xs, float[] ys) {
    this.features = features;
    this.x = x;
    this.y = y;
    this.xs = xs;
    this.ys = ys;
  }

  /** Whether a run's inputs are points of a plane. */
  static boolean has(RunManifest manifest) {
    return manifest.experiment().network().inputs() == 2
        || !madeOf(manifest.experiment().data()).isEmpty();
  }

  /** What a run needs to have one. */
  static Fit fit(RunManifest manifest) {
    return has(manifest)
        ? Fit.ON_REQUEST
        : Fit.never(
            "network.inputs must be 2, or made of two coordinates: was "
                + manifest.experiment().network().inputs());
  }

  /** The columns made of two coordinates; none where they are standardised afterwards. */
  private static List<PlaneFeature> madeOf(DataSpec spec) {
    return spec instanceof GeneratedData data && !data.standardise() ? data.features() : List.of();
  }

  /** The plane of a run, with its samples, and a little room around them. */
  static InputPlane of(RunManifest manifest, Dataset data) {
    List<PlaneFeature> made = madeOf(manifest.experiment().data());
    int first = made.isEmpty() ? 0 : made.indexOf(PlaneFeature.X1);
    int second = made.isEmpty() ? 1 : made.indexOf(PlaneFeature.X2);
    if (first < 0 || second < 0) {
      double[] ends = {-REACH, REACH};
      return new InputPlane(made, ends, ends, new float[0], new float[0]);
    }
    float[] xs = column(data, first);
    float[] ys = column(data, second);
    return new InputPlane(made, around(xs), around(ys), xs, ys);
  }

  private static float[] column(Dataset data, int column) {
    float[] values = new float[data.rows()];
    for (int r = 0; r < values.length; r++) {
      values[r] = data.features()[r * data.inputs() + column];
    }
    return values;
  }

  private static double[] around(float[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float v : values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    double pad = Math.max(1e-3, 0.08 * (high - low));
    return new double[] {low - pad, high + pad};
  }

  /** Left and right end. */
  double[] x() {
    return x.clone();
  }

  /** Lower and upper end. */
  double[] y() {
    return y.clone();
  }

  /** First coordinates of the samples; none where no column has them. */
  float[] xs() {
    return xs;
  }

  /** Second coordinates of the samples. */
  float[] ys() {
    return ys;
  }

  /** Inputs at the middles of columns x rows pixels, from the upper left, row after row. */
  float[] pixels(int columns, int rows) {
    int inputs = features.isEmpty() ? 2 : features.size();
    float[] values = new float[Math.multiplyExact(inputs, columns * rows)];
    int at = 0;
    for (int r = 0; r < rows; r++) {
      float py = (float) (y[1] - (r + 0.5) / rows * (y[1] - y[0]));
      for (int c = 0; c < columns; c++) {
        float px = (float) (x[0] + (c + 0.5) / columns * (x[1] - x[0]));
        if (features.isEmpty()) {
          values[at++] = px;
          values[at++] = py;
        } else {
          for (PlaneFeature feature : features) {
            values[at++] = feature.at(px, py);
          }
        }
      }
    }
    return values;
  }

  /** What an input is called. */
  String name(int input, Labels labels) {
    return features.isEmpty() ? labels.text("axis.feature", input) : features.get(input).label();
  }
}
