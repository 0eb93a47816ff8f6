// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.parameterserver.distributed.v2.transport.UpdatesHandler;
import org.reactivestreams.Subscription;

/**
 * What the driver does with updates: nothing. DL4J applies them to a model of its own; here the
 * model is what the workers have at an epoch's end, which stays right when an epoch is done again.
 */
final class ServerModel implements UpdatesHandler {
  @Override
  public void onSubscribe(Subscription subscription) {
    // everything comes as it is sent
  }

  @Override
  public void onNext(INDArray update) {
    // the workers have applied it
  }

  @Override
  public void onError(Throwable failure) {
    throw new IllegalStateException(failure);
  }

  @Override
  public void onComplete() {
    // ends with the run
  }

  @Override
  public INDArray getParametersArray() {
    throw new UnsupportedOperationException("workers start from Spark's broadcast");
  }
}
