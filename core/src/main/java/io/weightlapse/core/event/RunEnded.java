// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.time.Instant;

/**
 * Training of a run is over and its history is complete.
 *
 * @param run the run
 * @param time when
 * @param state how it ended
 * @param steps optimiser updates made
 * @param message why, where it failed; else empty
 */
public record RunEnded(String run, Instant time, RunState state, long steps, String message)
    implements Event {}
