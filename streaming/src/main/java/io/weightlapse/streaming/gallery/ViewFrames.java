// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import java.util.List;

/**
 * The animation of one view as far as it is.
 *
 * @param view name of the view
 * @param frames indices of the frames that are drawn, rising
 * @param expected frames that it will have; at least those drawn
 * @param animations file names of the finished animations, such as {@code transformations.gif}
 */
public record ViewFrames(
    String view, List<Integer> frames, int expected, List<String> animations) {}
