// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.jobs.kafka.KafkaReport;
import java.io.Serializable;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;

/**
 * What a worker tells of its round besides its parameters.
 *
 * @param worker its index
 * @param writer name under which its events are stored
 * @param lossSum over the samples, each measured before its update
 * @param correct samples classified rightly
 * @param samples trained on
 * @param steps updates made
 * @param gradientSquares sum over the steps of the squared gradient, by tensor; empty if the engine
 *     does not tell
 * @param moves sum over steps and elements of the absolute update, by tensor; likewise
 * @param moved2 squared L2 distance from the round's first parameters to the last
 * @param beginNanos getting ready: broadcast, network, kernel
 * @param trainNanos the minibatches
 * @param publishNanos events, until they are durable
 * @param packNanos turning parameters and state into bytes
 * @param scalar whether the executor's JVM has to do without the Vector API
 * @param failure why the training cannot go on; else empty
 * @param kafka what became of the events of that writer so far
 * @param threshold where updates are shared, what the worker's has become; else null
 */
record RoundNote(
    int worker,
    String writer,
    double lossSum,
    long correct,
    long samples,
    long steps,
    double[] gradientSquares,
    double[] moves,
    double moved2,
    long beginNanos,
    long trainNanos,
    long publishNanos,
    long packNanos,
    boolean scalar,
    String failure,
    KafkaReport kafka,
    ThresholdAlgorithm threshold)
    implements Serializable {
  /** Mean loss over its samples. */
  double meanLoss() {
    return lossSum / samples;
  }

  /** Share of its samples classified rightly. */
  double accuracy() {
    return (double) correct / samples;
  }
}
