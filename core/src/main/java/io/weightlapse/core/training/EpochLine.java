// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import java.io.Serializable;

/**
 * A line of the table that a training prints. NaN where something was not measured.
 *
 * @param epoch from 0
 * @param step updates made at its end
 * @param loss mean training loss
 * @param accuracy training accuracy
 * @param sumSquaredError sum over the samples; NaN unless the loss is MSE
 * @param validationLoss mean loss of the validation samples
 * @param validationAccuracy their accuracy
 * @param testLoss mean loss of the test samples
 * @param testAccuracy their accuracy
 */
public record EpochLine(
    int epoch,
    long step,
    double loss,
    double accuracy,
    double sumSquaredError,
    double validationLoss,
    double validationAccuracy,
    double testLoss,
    double testAccuracy)
    implements Serializable {}
