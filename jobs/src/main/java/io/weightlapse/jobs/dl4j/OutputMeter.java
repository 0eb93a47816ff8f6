// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.NetworkSpec;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Counts the samples that DL4J's network has right while it trains. DL4J shows a listener what goes
 * into the last layer; its product is made once more here.
 */
final class OutputMeter extends BaseTrainingListener {
  private final NetworkSpec spec;
  private final RoundMeter meter;

  OutputMeter(NetworkSpec spec, RoundMeter meter) {
    this.spec = spec;
    this.meter = meter;
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    MultiLayerNetwork network = (MultiLayerNetwork) model;
    INDArray inputs = activations.get(activations.size() - 1);
    int last = spec.layers().size() - 1;
    boolean lossLayer = network.getnLayers() > spec.layers().size();
    INDArray outputs = inputs;
    if (!lossLayer) {
      outputs = inputs.mmul(network.getLayer(last).getParam("W"));
      if (spec.layout().hasBias(last)) {
        outputs.addiRowVector(network.getLayer(last).getParam("b"));
      }
    }
    meter.right(right(outputs.toFloatMatrix(), meter.current()));
  }

  private long right(float[][] outputs, Minibatch minibatch) {
    Activation last = spec.layers().get(spec.layers().size() - 1).activation();
    Dataset data = minibatch.data();
    long right = 0;
    for (int r = 0; r < outputs.length; r++) {
      if (data.outputs() == 1) { // of several outputs the greatest stays the greatest
        outputs[r][0] = (float) last.apply(outputs[r][0]);
      }
      int row = minibatch.order()[minibatch.from() + r];
      right += data.label(outputs[r], 0) == data.label(row) ? 1 : 0;
    }
    return right;
  }
}
