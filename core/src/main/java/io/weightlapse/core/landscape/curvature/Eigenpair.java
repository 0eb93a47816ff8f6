// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import java.io.Serializable;

/**
 * An eigenvalue as it was found.
 *
 * @param value lambda
 * @param vector v, of length 1
 * @param residual |H v - lambda v|, measured: an eigenvalue lies within this distance of lambda
 */
public record Eigenpair(double value, double[] vector, double residual) implements Serializable {}
