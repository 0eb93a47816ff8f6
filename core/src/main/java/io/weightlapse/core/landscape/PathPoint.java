// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.io.Serializable;

/**
 * Where a stored snapshot lies on a slice.
 *
 * @param step the snapshot's step
 * @param worker the run's model ({@code Event.MODEL}) or a worker's index
 * @param alpha coordinate along the first direction
 * @param beta coordinate along the second direction; 0 on a line
 * @param residual share of its way from the origin that lies off the slice, 0 to 1
 * @param loss its true loss, over the slice's data; not that of the surface below it
 * @param accuracy its true accuracy
 */
public record PathPoint(
    long step, int worker, double alpha, double beta, double residual, double loss, double accuracy)
    implements Serializable {}
