// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.jobs.kafka.KafkaReport;
import java.io.Serializable;

/**
 * What became of a run.
 *
 * @param result of the training
 * @param kafka of its events
 * @param scalar whether the JVM that trained it had to do without the Vector API
 */
public record TrainOutcome(TrainingResult result, KafkaReport kafka, boolean scalar)
    implements Serializable {
  /** Of a run that was trained in this JVM. */
  public TrainOutcome(TrainingResult result, KafkaReport kafka) {
    this(result, kafka, Kernels.scalar());
  }
}
