// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.io.Serializable;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;

/**
 * What the workers of an epoch of shared updates have in common.
 *
 * @param plan how their processes find each other
 * @param attempt at an epoch, counted over the training
 * @param network whether there are several processes
 * @param meet whether these meet in this epoch
 * @param threshold that each worker begins with
 */
record Shared(
    MeshPlan plan, int attempt, boolean network, boolean meet, ThresholdAlgorithm threshold)
    implements Serializable {}
