// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.jobs.ExecutorData;
import io.weightlapse.jobs.gpu.TaskDevice;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scores a worker's share of some samples in its executor, with DL4J's network and evaluation. */
final class ScoreTask implements Function2<Integer, Iterator<Integer>, Iterator<ScoredPart>> {
  private static final long serialVersionUID = 1L;
  private static final int BLOCK = 1024; // samples of a forward pass

  private final WorkerSetup setup;
  private final Split split;
  private final Broadcast<NetBroadcastTuple> state;

  private ScoreTask(WorkerSetup setup, Split split, Broadcast<NetBroadcastTuple> state) {
    this.setup = setup;
    this.split = split;
    this.state = state;
  }

  /** Scores all samples of a split, which must have some. */
  static ScoredPart score(
      SparkDl4jMultiLayer network, JavaRDD<Integer> seats, WorkerSetup setup, Split split) {
    Broadcast<NetBroadcastTuple> state =
        network
            .getSparkContext()
            .broadcast((NetBroadcastTuple) PackedState.of(network.getNetwork()));
    try {
      // in the order of the workers, so that the sum has the same bits each time
      return seats
          .mapPartitionsWithIndex(new ScoreTask(setup, split, state), true)
          .collect()
          .stream()
          .reduce(ScoredPart::plus)
          .orElseThrow();
    } finally {
      state.destroy();
    }
  }

  @Override
  public Iterator<ScoredPart> call(Integer worker, Iterator<Integer> none) {
    Dataset data = samples();
    int from = (int) ((long) data.rows() * worker / setup.workers());
    int to = (int) ((long) data.rows() * (worker + 1) / setup.workers());
    TaskDevice.bindCurrent();
    boolean classes = setup.experiment().data().classifies();
    Evaluation evaluation = classes ? new Evaluation(Math.max(2, data.outputs())) : null;
    double loss = 0;
    MultiLayerNetwork network =
        Networks.create(
            setup.experiment().network(),
            setup.experiment().training().optimiser(),
            0,
            ((PackedState) state.getValue()).parameterValues());
    int[] order = new int[data.rows()];
    Arrays.setAll(order, i -> i);
    for (int at = from; at < to; at += BLOCK) {
      Minibatch block = new Minibatch(data, order, at, Math.min(to, at + BLOCK));
      INDArray outputs = network.output(block.getFeatures());
      float[][] values = outputs.toFloatMatrix();
      loss += loss(values, data, at);
      if (evaluation != null && data.outputs() > 1) {
        evaluation.eval(block.getLabels(), outputs);
      } else if (evaluation != null) {
        for (int r = 0; r < values.length; r++) { // the data say where an output parts classes
          evaluation.eval(data.label(values[r], 0), data.label(at + r));
        }
      }
    }
    Networks.free(network);
    return List.of(new ScoredPart(loss, to - from, evaluation)).iterator();
  }

  private Dataset samples() {
    TrainingData all = ExecutorData.of(setup.manifest(), setup.data());
    return switch (split) {
      case TRAIN -> all.train();
      case VALIDATION -> all.validation().orElseThrow();
      case TEST -> all.test().orElseThrow();
    };
  }

  /** Sum over the samples; outputs of a softmax are probabilities here. */
  private double loss(float[][] outputs, Dataset data, int from) {
    boolean squares = setup.experiment().network().loss() == Loss.MSE;
    double sum = 0;
    for (int r = 0; r < outputs.length; r++) {
      for (int o = 0; o < outputs[r].length; o++) {
        double target = data.targets()[(from + r) * data.outputs() + o];
        double out = outputs[r][o];
        if (squares) {
          sum += (out - target) * (out - target) / outputs[r].length;
        } else if (target != 0) {
          sum -= target * Math.log(Math.max(out, Float.MIN_NORMAL)); // a NaN stays one
        }
      }
    }
    return sum;
  }
}
