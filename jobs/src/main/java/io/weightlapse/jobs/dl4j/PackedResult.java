// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a worker sends back, with its arrays as bytes. */
final class PackedResult extends ParameterAveragingTrainingResult {
  private static final long serialVersionUID = 1L;

  private final byte[] parameters; // empty if the worker had no minibatch
  private final byte[] updater;
  private final RoundNote note;

  PackedResult(byte[] parameters, byte[] updater, double score, RoundNote note) {
    super(null, null, score, null, null, null);
    this.parameters = parameters;
    this.updater = updater;
    this.note = note;
  }

  RoundNote note() {
    return note;
  }

  byte[] parameterBytes() {
    return parameters;
  }

  byte[] updaterBytes() {
    return updater;
  }

  boolean trained() {
    return parameters.length > 0;
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
