// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

/**
 * Rows of a surface.
 *
 * @param loss mean loss at each point, rows x columns; NaN and infinities are values too
 * @param accuracy share of samples classified rightly at each point, the same shape
 */
public record SurfacePart(float[] loss, float[] accuracy) {}
