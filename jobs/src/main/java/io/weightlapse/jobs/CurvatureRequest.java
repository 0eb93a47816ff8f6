// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.landscape.curvature.LanczosOptions;
import io.weightlapse.jobs.kafka.KafkaSettings;

/**
 * What a {@link CurvatureJob} is to measure.
 *
 * @param run the run
 * @param steps which of its snapshots
 * @param eigenvalues which, and how exactly
 * @param probes of the trace; 0 for no trace
 * @param choice what the loss is over
 * @param home where the history lies
 * @param kafka where metrics go, besides; null for nowhere
 * @param data where executors find data sets
 */
record CurvatureRequest(
    String run,
    StepChoice steps,
    LanczosOptions eigenvalues,
    int probes,
    DataChoice choice,
    String home,
    KafkaSettings kafka,
    DataFolder data) {}
