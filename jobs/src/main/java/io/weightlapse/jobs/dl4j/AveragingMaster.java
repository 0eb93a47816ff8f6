// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.Scaling;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's master of parameter averaging. Its own loop cuts an RDD of minibatches into rounds: it
 * counts, splits, repartitions and ships them. Here the executors have the data, so a round is one
 * job over the workers.
 */
final class AveragingMaster extends ParameterAveragingTrainingMaster implements RoundMaster {
  private final WorkerSetup setup;
  private final int batch;
  private final Faults faults;
  private Broadcast<NetBroadcastTuple> broadcast;

  AveragingMaster(WorkerSetup setup, Scaling scaling, int batch, Faults faults) {
    super(
        true, // the updater's state is averaged too
        setup.workers(),
        batch, // examples of each minibatch, as they come
        batch,
        scaling.averagingFrequency(),
        scaling.treeDepth(),
        0,
        Repartition.Never,
        RepartitionStrategy.Balanced,
        StorageLevel.NONE(),
        false);
    this.setup = setup;
    this.batch = batch;
    this.faults = faults;
  }

  /** A worker for one round; it starts from the network as it is. */
  @Override
  public ParameterAveragingTrainingWorker getWorkerInstance(SparkDl4jMultiLayer network) {
    broadcast =
        network
            .getSparkContext()
            .broadcast((NetBroadcastTuple) PackedState.of(network.getNetwork()));
    WorkerConfiguration configuration =
        new WorkerConfiguration(false, batch, batch, averagingFrequency, 0, false);
    return setup.engine() == Engine.FUSED
        ? new FusedWorker(broadcast, configuration)
        : new AveragingWorker(broadcast, configuration);
  }

  @Override
  public TrainingMaster<?, ?> master() {
    return this;
  }

  @Override
  public RoundReport round(SparkDl4jMultiLayer network, JavaRDD<Integer> seats, Round round)
      throws Exception {
    long begin = System.nanoTime();
    AveragingWorker worker = (AveragingWorker) getWorkerInstance(network);
    RoundTask task = new RoundTask(setup, round, worker, faults);
    try {
      return average(
          network,
          round,
          seats.mapPartitionsWithIndex(task, true),
          new Spread(
              setup.workers(),
              aggregationDepth,
              round.isEven(setup.workers()) ? Average.Weights.EQUAL : Average.Weights.MINIBATCHES,
              begin,
              System.nanoTime()));
    } finally {
      broadcast.destroy();
    }
  }

  /**
   * How a round is gathered.
   *
   * @param depth levels of the tree
   * @param weights how much each worker's result counts
   * @param begin when the round began, in nanoseconds
   * @param sent when its state was given to Spark
   */
  record Spread(int workers, int depth, Average.Weights weights, long begin, long sent) {}

  /** Runs the workers and puts their average into the network. */
  static RoundReport average(
      SparkDl4jMultiLayer network, Round round, JavaRDD<PackedResult> results, Spread spread)
      throws Exception {
    Average.Sum sum = Average.of(results, spread.depth(), spread.weights());
    long gathered = System.nanoTime();
    double divergence = 0;
    if (sum.tuple() != null) {
      divergence = average(network, sum, spread.weights());
    }
    network
        .getNetwork()
        .getLayerWiseConfigurations()
        .setIterationCount(Math.toIntExact(round.updates() + round.mostUpdates(spread.workers())));
    return new RoundReport(
        round,
        sum.notes(),
        divergence,
        spread.sent() - spread.begin(),
        gathered - spread.sent(),
        System.nanoTime() - gathered);
  }

  /** As DL4J's processResults; returns how far the workers were from their average. */
  private static double average(
      SparkDl4jMultiLayer spark, Average.Sum sum, Average.Weights weights) {
    MultiLayerNetwork network = spark.getNetwork();
    ParameterAveragingAggregationTuple tuple = sum.tuple();
    float[] before = FloatArrays.floats(network.params());
    INDArray parameters = tuple.getParametersSum().divi(sum.weight());
    network.setParameters(parameters);
    INDArray state = tuple.getUpdaterStateSum();
    if (state != null) {
      network.getUpdater().setStateViewArray(null, state.divi(sum.weight()), false);
    }
    spark.setScore(tuple.getScoreSum() / tuple.getAggregationsCount());
    Average.close(tuple);
    return divergence(before, FloatArrays.floats(network.params()), sum, weights);
  }

  /**
   * Root of the mean squared distance to the average, from what each worker moved: the mean of |w -
   * w0|^2 less |mean - w0|^2, with the weights of the average.
   */
  private static double divergence(
      float[] before, float[] after, Average.Sum sum, Average.Weights weights) {
    if (sum.tuple().getAggregationsCount() == 1) {
      return 0;
    }
    double moved2 = 0;
    for (RoundNote note : sum.notes()) {
      moved2 += note.moved2() * (weights == Average.Weights.EQUAL ? 1 : note.steps());
    }
    double mean2 = 0;
    for (int i = 0; i < before.length; i++) {
      double d = (double) after[i] - before[i];
      mean2 += d * d;
    }
    return Math.sqrt(Math.max(0, moved2 / sum.weight() - mean2));
  }
}
