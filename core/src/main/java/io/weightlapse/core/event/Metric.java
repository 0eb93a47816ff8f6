// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.time.Instant;

/**
 * One number of a run.
 *
 * @param run the run
 * @param worker {@link Event#MODEL} or a worker's index
 * @param step optimiser updates made when it was measured
 * @param epoch the epoch that it belongs to, from 0
 * @param name a name of {@link MetricNames}
 * @param value NaN and infinities are values too
 * @param time when it was measured
 */
public record Metric(
    String run, int worker, long step, int epoch, String name, double value, Instant time)
    implements Event {}
