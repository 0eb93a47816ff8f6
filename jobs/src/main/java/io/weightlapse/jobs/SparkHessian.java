// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.ShardPlan;
import io.weightlapse.core.landscape.curvature.DenseHessian;
import io.weightlapse.core.landscape.curvature.SymmetricOperator;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * The mean Hessian over samples that tasks share: each multiplies over its shard, the driver adds
 * in the order of the shards.
 */
final class SparkHessian implements SymmetricOperator, AutoCloseable {
  /** More shards would only send more vectors to the driver. */
  private static final int MOST_SHARDS = 16;

  private final JavaSparkContext spark;
  private final RunManifest manifest;
  private final DataFolder folder;
  private final DataChoice choice;
  private final int rows;
  private final Broadcast<float[]> parameters;
  private final List<int[]> shards = new ArrayList<>();

  SparkHessian(
      JavaSparkContext spark,
      RunManifest manifest,
      DataFolder folder,
      DataChoice choice,
      float[] parameters) {
    this.spark = spark;
    this.manifest = manifest;
    this.folder = folder;
    this.choice = choice;
    this.rows = SliceData.of(manifest.experiment(), folder, choice).rows();
    this.parameters = spark.broadcast(parameters);
    int of = shardRows(manifest, rows);
    for (int from = 0; from < rows; from += of) {
      shards.add(new int[] {from, Math.min(rows, from + of)});
    }
  }

  /** By the network and the number of samples alone, so that sums are the same everywhere. */
  static int shardRows(RunManifest manifest, int rows) {
    int usual = ShardPlan.of(manifest.experiment().network(), rows).shardRows();
    return Math.max(usual, (rows + MOST_SHARDS - 1) / MOST_SHARDS);
  }

  @Override
  public int size() {
    return manifest.experiment().network().layout().size();
  }

  @Override
  public double[] times(double[] v) {
    return mean(v);
  }

  /** The mean gradient. */
  double[] gradient() {
    return mean(null);
  }

  private double[] mean(double[] v) {
    Broadcast<double[]> vector = spark.broadcast(v == null ? new double[0] : v);
    RunManifest of = manifest;
    DataFolder at = folder;
    DataChoice samples = choice;
    Broadcast<float[]> where = parameters;
    Function<int[], double[]> task =
        shard -> shard(of, at, samples, where.value(), vector.value(), shard);
    try {
      double[] sum = new double[size()];
      for (double[] part : spark.parallelize(shards, shards.size()).map(task).collect()) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += part[i];
        }
      }
      StopSignal.check();
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= rows;
      }
      return sum;
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (e instanceof UserException user) {
        throw user;
      }
      throw new UserException("curvature failed: " + Causes.line(e), 1, e);
    } finally {
      vector.destroy();
    }
  }

  private static double[] shard(
      RunManifest manifest,
      DataFolder folder,
      DataChoice choice,
      float[] parameters,
      double[] v,
      int[] shard) {
    Dataset data = SliceData.of(manifest.experiment(), folder, choice);
    double[] sum = new double[parameters.length];
    try (DenseHessian hessian = new DenseHessian(manifest.experiment().network(), parameters, 1)) {
      if (v.length == 0) {
        hessian.addGradient(data, shard[0], shard[1], sum);
      } else {
        hessian.addProduct(data, shard[0], shard[1], v, sum);
      }
    }
    return sum;
  }

  @Override
  public void close() {
    parameters.destroy();
  }
}
