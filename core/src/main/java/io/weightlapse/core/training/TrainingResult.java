// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.event.RunState;
import java.io.Serializable;

/**
 * How a training ended.
 *
 * @param run its id
 * @param state DONE, STOPPED or FAILED
 * @param steps updates made
 * @param epochs epochs finished
 * @param loss mean training loss of the last epoch
 * @param accuracy training accuracy of the last epoch
 * @param seconds time in the training loop, publishing included
 * @param message why it failed; else empty
 */
public record TrainingResult(
    String run,
    RunState state,
    long steps,
    int epochs,
    double loss,
    double accuracy,
    double seconds,
    String message)
    implements Serializable {}
