// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterBlock;
import java.util.List;

/** Finds where a loss that is not finite came from. */
public final class Divergence {
  private Divergence() {}

  /** One line: the step, and the first layer whose parameters or outputs are not finite. */
  public static String describe(
      NetworkSpec spec, float[] parameters, Dataset data, int[] rows, long step, double loss) {
    String head = "loss became " + loss + " at step " + step + ": ";
    for (ParameterBlock block : spec.layout().blocks()) {
      for (int i = block.offset(); i < block.offset() + block.size(); i++) {
        if (!Float.isFinite(parameters[i])) {
          return head + block.param().label() + " of layer " + block.layerName() + " is not finite";
        }
      }
    }
    float[] features = new float[rows.length * data.inputs()];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(
          data.features(), rows[r] * data.inputs(), features, r * data.inputs(), data.inputs());
    }
    for (float f : features) {
      if (!Float.isFinite(f)) {
        return head + "the features are not finite";
      }
    }
    List<float[]> outputs = Forward.layerOutputs(spec, parameters, features, rows.length);
    for (int l = 0; l < outputs.size(); l++) {
      for (float v : outputs.get(l)) {
        if (!Float.isFinite(v)) {
          return head + "the outputs of layer " + spec.layers().get(l).name() + " overflow";
        }
      }
    }
    return head
        + "the outputs of layer "
        + spec.layers().get(outputs.size() - 1).name()
        + " are too large for the loss";
  }
}
