// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.jobs.kafka.KafkaReport;
import java.util.List;

/**
 * What became of a job.
 *
 * @param results of the trained runs; empty for a landscape
 * @param kafka what became of the events
 */
public record JobReport(List<TrainingResult> results, KafkaReport kafka) {}
