// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Dataset;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Rows of the executor's data as DL4J's minibatch; arrays are made where DL4J asks for them. */
final class Minibatch extends DataSet {
  private static final long serialVersionUID = 1L;

  private final transient Dataset data;
  private final transient int[] order;
  private final int from;
  private final int to;
  private transient INDArray features;
  private transient INDArray labels;

  Minibatch(Dataset data, int[] order, int from, int to) {
    this.data = data;
    this.order = order;
    this.from = from;
    this.to = to;
  }

  Dataset data() {
    return data;
  }

  int[] order() {
    return order;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  @Override
  public int numExamples() {
    return to - from;
  }

  @Override
  public INDArray getFeatures() {
    if (features == null) {
      features = rows(data.features(), data.inputs());
    }
    return features;
  }

  @Override
  public INDArray getLabels() {
    if (labels == null) {
      labels = rows(data.targets(), data.outputs());
    }
    return labels;
  }

  private INDArray rows(float[] values, int columns) {
    float[] picked = new float[(to - from) * columns];
    for (int r = from; r < to; r++) {
      System.arraycopy(values, order[r] * columns, picked, (r - from) * columns, columns);
    }
    return Nd4j.create(picked, new long[] {to - from, columns});
  }

  // DataSet compares arrays; two minibatches are the same one or they are not
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
