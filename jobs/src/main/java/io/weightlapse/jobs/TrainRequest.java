// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link TrainJob} is to do.
 *
 * @param runs the runs, trained side by side
 * @param home where their history goes
 * @param kafka where their events go, besides
 */
public record TrainRequest(List<RunManifest> runs, String home, Optional<KafkaSettings> kafka) {}
