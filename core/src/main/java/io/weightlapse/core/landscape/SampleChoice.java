// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.random.FastRandom;
import io.weightlapse.core.util.UserException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Parts of a data set that a landscape is computed over. */
public final class SampleChoice {
  private SampleChoice() {}

  /** These rows, in this order. */
  public static Dataset rows(Dataset data, int[] rows) {
    float[] features = new float[Math.multiplyExact(rows.length, data.inputs())];
    float[] targets = new float[Math.multiplyExact(rows.length, data.outputs())];
    for (int i = 0; i < rows.length; i++) {
      require(
          rows[i] >= 0 && rows[i] < data.rows(),
          "rows must be in 0..%d: was %d",
          data.rows() - 1,
          rows[i]);
      int from = rows[i] * data.inputs();
      System.arraycopy(data.features(), from, features, i * data.inputs(), data.inputs());
      from = rows[i] * data.outputs();
      System.arraycopy(data.targets(), from, targets, i * data.outputs(), data.outputs());
    }
    return new Dataset(rows.length, data.inputs(), data.outputs(), features, targets);
  }

  /**
   * One minibatch.
   *
   * @param order the rows in the order of an epoch
   * @param size of all minibatches; the last one may be shorter
   * @param k which one, from 0
   * @throws UserException if there is no such minibatch
   */
  public static Dataset batch(Dataset data, int[] order, int size, int k) {
    atLeast("size", size, 1);
    int count = (order.length + size - 1) / size;
    if (k < 0 || k >= count) {
      throw new UserException("minibatch must be in 0.." + (count - 1) + ": was " + k);
    }
    return rows(data, Arrays.copyOfRange(order, k * size, Math.min(order.length, (k + 1) * size)));
  }

  /**
   * The samples of one class.
   *
   * @throws UserException if there are none
   */
  public static Dataset ofClass(Dataset data, int label) {
    int[] rows = IntStream.range(0, data.rows()).filter(r -> data.label(r) == label).toArray();
    if (rows.length == 0) {
      int most = IntStream.range(0, data.rows()).map(data::label).max().orElse(0);
      throw new UserException(
          "class must be one that samples have, in 0.." + most + ": was " + label);
    }
    return rows(data, rows);
  }

  /**
   * So many samples by chance, without repetition, in their own order.
   *
   * @throws UserException if there are fewer
   */
  public static Dataset random(Dataset data, int count, long seed) {
    if (count < 1 || count > data.rows()) {
      throw new UserException("samples must be in 1.." + data.rows() + ": was " + count);
    }
    int[] rows = Arrays.copyOf(new FastRandom(seed).permutation(data.rows()), count);
    Arrays.sort(rows);
    return rows(data, rows);
  }
}
