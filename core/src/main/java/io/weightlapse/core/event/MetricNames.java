// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

/** The names of metrics, in one place. */
public final class MetricNames {
  /** Mean loss over the epoch's minibatches, each measured before its update. */
  public static final String TRAIN_LOSS = "train.loss";

  /** Share of samples classified rightly over the epoch, each measured before its update. */
  public static final String TRAIN_ACCURACY = "train.accuracy";

  /** Sum over the epoch's samples of the squared error, measured before each update; MSE only. */
  public static final String TRAIN_SUM_SQUARED_ERROR = "train.sum_squared_error";

  /** Mean loss of one minibatch, measured before its update. */
  public static final String BATCH_LOSS = "train.batch_loss";

  /** Share of one minibatch classified rightly, measured before its update. */
  public static final String BATCH_ACCURACY = "train.batch_accuracy";

  /** Mean loss of the validation samples after the epoch. */
  public static final String VALIDATION_LOSS = "validation.loss";

  /** Accuracy on the validation samples after the epoch. */
  public static final String VALIDATION_ACCURACY = "validation.accuracy";

  /** Mean loss of the test samples after the epoch. */
  public static final String TEST_LOSS = "test.loss";

  /** Accuracy on the test samples after the epoch. */
  public static final String TEST_ACCURACY = "test.accuracy";

  /** Samples trained on in a second. */
  public static final String SAMPLES_PER_SECOND = "samples_per_second";

  /** Trace of the Hessian of the mean loss, estimated. */
  public static final String HESSIAN_TRACE = "hessian.trace";

  /** Standard error of {@link #HESSIAN_TRACE}. */
  public static final String HESSIAN_TRACE_ERROR = "hessian.trace.error";

  /** Greatest eigenvalue x learning rate / 2: full-batch gradient descent tends to 1. */
  public static final String HESSIAN_STABILITY = "hessian.stability";

  /** Seconds that a round of averaging took, from average to average. */
  public static final String ROUND_SECONDS = "round.seconds";

  /** Seconds of a round beyond the minibatches of its slowest worker. */
  public static final String ROUND_OVERHEAD_SECONDS = "round.overhead_seconds";

  /**
   * Root mean square, over the workers of a round, of the L2 distance between a worker's parameters
   * and their average: how far they drifted apart before they were averaged.
   */
  public static final String ROUND_DIVERGENCE = "round.divergence";

  /** Mean loss of one worker's minibatches in a round, each measured before its update. */
  public static final String WORKER_LOSS = "worker.loss";

  /** Share of one worker's samples in a round classified rightly, measured before the updates. */
  public static final String WORKER_ACCURACY = "worker.accuracy";

  /** L2 distance that one worker's parameters moved in a round. */
  public static final String WORKER_MOVED = "worker.moved";

  /** Seconds that one worker spent on the minibatches of a round. */
  public static final String WORKER_SECONDS = "worker.seconds";

  /** Mean loss of the samples on which the trained model was evaluated. */
  public static final String EVALUATION_LOSS = "evaluation.loss";

  /** Accuracy of the trained model on those samples. */
  public static final String EVALUATION_ACCURACY = "evaluation.accuracy";

  private MetricNames() {}

  /** The k-th greatest eigenvalue of the Hessian of the mean loss, k from 1: the sharpness is 1. */
  public static String hessianTop(int k) {
    return "hessian.top." + k;
  }

  /** The k-th least eigenvalue of the Hessian of the mean loss, k from 1. */
  public static String hessianBottom(int k) {
    return "hessian.bottom." + k;
  }

  /** How exact an eigenvalue is: |H v - lambda v|. */
  public static String residualOf(String eigenvalue) {
    return eigenvalue + ".residual";
  }

  /** Of the samples that the trained model gave a class, the share that has it. */
  public static String classPrecision(int label) {
    return "evaluation.class." + label + ".precision";
  }

  /** Of the samples that have a class, the share that the trained model gave it. */
  public static String classRecall(int label) {
    return "evaluation.class." + label + ".recall";
  }

  /** Seconds of one phase of a round: {@code broadcast}, {@code publish} and so on. */
  public static String roundPhase(String phase) {
    return "round." + phase + "_seconds";
  }

  /** L2 norm of a layer's weights at the end of the epoch. */
  public static String weightNorm(String layer) {
    return "layer." + layer + ".weight_norm";
  }

  /**
   * Root mean square, over the epoch's steps, of the L2 norm of the minibatch gradient of a layer's
   * weights.
   */
  public static String gradientNorm(String layer) {
    return "layer." + layer + ".gradient_norm";
  }

  /**
   * log10 of (mean |update| of a step) / (mean |weight|) of a layer's weights, over the epoch; the
   * statistic that DL4J's UI draws, healthy near -3. NaN where the weights are all zero.
   */
  public static String updateRatio(String layer) {
    return "layer." + layer + ".update_ratio";
  }

  /**
   * Share of a ReLU layer's units that give 0 for each of the first 256 training samples, at the
   * end of the epoch.
   */
  public static String deadFraction(String layer) {
    return "layer." + layer + ".dead_fraction";
  }
}
