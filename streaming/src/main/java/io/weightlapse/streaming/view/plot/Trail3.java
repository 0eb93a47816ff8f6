// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;

/**
 * Where something has been, oldest first; the last point is where it is now. NaN is a gap.
 *
 * @param points x, y and z of each
 * @param colour of lines and marks
 */
public record Trail3(double[][] points, Color colour) {}
