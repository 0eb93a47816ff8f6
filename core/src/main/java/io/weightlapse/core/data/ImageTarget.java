// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.util.Checks;

/** Takes images one after the other and keeps the wanted ones, scaled, with one-hot targets. */
final class ImageTarget {
  private final int inputs;
  private final int classes;
  private final int kept;
  private final int[] places;
  private final float[] features;
  private final float[] targets;
  private final float[][] scaled; // channel, byte
  private final float[] mean;
  private final float[] deviation;

  /**
   * Room for them, and no more.
   *
   * @param wanted rows of the source, in the order wanted
   * @param rows of the source
   */
  ImageTarget(ImageData spec, int inputs, int[] wanted, int rows) {
    this.inputs = inputs;
    this.classes = spec.classes();
    this.kept = wanted.length;
    this.places = Deal.places(wanted, rows);
    this.features = new float[Math.multiplyExact(kept, inputs)];
    this.targets = new float[Math.multiplyExact(kept, classes)];
    int channels = Math.max(spec.mean().size(), spec.deviation().size());
    Checks.require(
        inputs % channels == 0,
        "data.mean and data.deviation must have one number or one for each channel: had %d for"
            + " images of %d numbers",
        channels,
        inputs);
    this.scaled = new float[channels][256];
    this.mean = new float[channels];
    this.deviation = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = spec.mean().get(Math.min(c, spec.mean().size() - 1)).floatValue();
      deviation[c] = spec.deviation().get(Math.min(c, spec.deviation().size() - 1)).floatValue();
      for (int b = 0; b < 256; b++) {
        scaled[c][b] = (b / 255f - mean[c]) / deviation[c];
      }
    }
  }

  /** Whether this row of the source is wanted. */
  boolean wants(int row) {
    return places[row] >= 0;
  }

  /** The image of a row as bytes, channel after channel. */
  void bytes(int row, byte[] from, int offset) {
    int plane = inputs / scaled.length;
    int to = places[row] * inputs;
    for (int c = 0; c < scaled.length; c++) {
      float[] table = scaled[c];
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        features[to + i] = table[from[offset + i] & 0xff];
      }
    }
  }

  /** One number of the image of a row, which is not in bytes. */
  void number(int row, int index, float value) {
    int c = index / (inputs / scaled.length);
    features[places[row] * inputs + index] = (value - mean[c]) / deviation[c];
  }

  /** The class of a row. */
  void label(int row, int label) {
    targets[places[row] * classes + label] = 1;
  }

  Dataset dataset() {
    return new Dataset(kept, inputs, classes, features, targets);
  }
}
