// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.playground;

import io.weightlapse.core.nn.Evaluation;

/**
 * Where a training is.
 *
 * @param epoch epochs finished
 * @param train over the training samples, no penalty counted
 * @param test over the samples kept from training
 * @param parameters flat, a copy
 */
record TrainedSoFar(int epoch, Evaluation train, Evaluation test, float[] parameters) {}
