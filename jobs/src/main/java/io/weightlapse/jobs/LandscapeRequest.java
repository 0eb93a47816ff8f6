// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.jobs.kafka.KafkaSettings;

/**
 * What a {@link LandscapeJob} is to do.
 *
 * @param run the run whose snapshots are surveyed
 * @param steps which of them
 * @param spec which surfaces; null for what the run's experiment says
 * @param home where the history lies
 * @param kafka where events go, besides; null for nowhere
 * @param data where executors find data sets
 */
public record LandscapeRequest(
    String run,
    StepChoice steps,
    NeuronLandscapeSpec spec,
    String home,
    KafkaSettings kafka,
    DataFolder data) {}
