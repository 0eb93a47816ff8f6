// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.ImageData;
import java.util.Optional;

/**
 * Inputs that are the pixels of a square picture, channel after channel.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param side pixels of a side
 */
record ImageShape(int channels, int side) {
  /** Of so many inputs; empty if they are no such picture. */
  static Optional<ImageShape> of(int inputs) {
    for (int channels : new int[] {1, 3}) {
      int side = (int) Math.round(Math.sqrt((double) inputs / channels));
      if (inputs % channels == 0 && channels * side * side == inputs && side >= 4) {
        return Optional.of(new ImageShape(channels, side));
      }
    }
    return Optional.empty();
  }

  /** What a run needs to have one. */
  static Fit fit(RunManifest manifest) {
    int inputs = manifest.experiment().network().inputs();
    return of(inputs).isPresent()
        ? Fit.ON_REQUEST
        : Fit.never("network.inputs must be the pixels of a square picture: was " + inputs);
  }

  /** The pixels of a sample as they were before they were scaled, 0xRRGGBB. */
  int[] pixels(float[] values, int offset, ImageData data) {
    int[] pixels = new int[side * side];
    for (int p = 0; p < pixels.length; p++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        int channel = Math.min(c, channels - 1);
        double mean = data.mean().get(Math.min(channel, data.mean().size() - 1));
        double sd = data.deviation().get(Math.min(channel, data.deviation().size() - 1));
        double v = values[offset + channel * side * side + p] * sd + mean;
        rgb = rgb << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, v)));
      }
      pixels[p] = rgb;
    }
    return pixels;
  }
}
