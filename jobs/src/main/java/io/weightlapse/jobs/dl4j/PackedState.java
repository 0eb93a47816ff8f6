// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What DL4J broadcasts at the beginning of a round, with its arrays as bytes. */
final class PackedState extends NetBroadcastTuple {
  private static final long serialVersionUID = 1L;

  private final byte[] parameters;
  private final byte[] updater; // empty where the updater has no state
  private final int iterations;

  private PackedState(MultiLayerConfiguration configuration, byte[] parameters, byte[] updater) {
    super(configuration, null, null);
    this.parameters = parameters;
    this.updater = updater;
    this.iterations = configuration.getIterationCount();
  }

  static PackedState of(MultiLayerNetwork network) {
    return new PackedState(
        network.getLayerWiseConfigurations().clone(),
        FloatArrays.bytes(network.params()),
        FloatArrays.bytes(network.getUpdater().getStateViewArray()));
  }

  float[] parameterValues() {
    return FloatArrays.floats(parameters);
  }

  float[] updaterValues() {
    return FloatArrays.floats(updater);
  }

  int iterations() {
    return iterations;
  }

  @Override
  public INDArray getParameters() {
    return FloatArrays.array(parameters);
  }

  @Override
  public INDArray getUpdaterState() {
    return FloatArrays.array(updater);
  }
}
