// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;

/** One of DL4J's masters, with the executors' own data and one Spark job a round. */
interface RoundMaster extends AutoCloseable {
  /**
   * Does a round: the network is the round's result afterwards.
   *
   * @param seats one partition a worker
   */
  RoundReport round(SparkDl4jMultiLayer network, JavaRDD<Integer> seats, Round round)
      throws Exception;

  /** As DL4J sees it. */
  TrainingMaster<?, ?> master();

  /** What a checkpoint keeps besides the network; empty for nothing. */
  default String state() {
    return "";
  }

  /** Goes on with what {@link #state} gave. */
  default void restore(String state) {
    // nothing
  }

  /** Ends what the master has in this process. */
  @Override
  default void close() {
    // nothing
  }
}
