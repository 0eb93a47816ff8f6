// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.awt.image.BufferedImage;
import java.util.function.Supplier;

/**
 * One picture of an animation, drawn only when asked: a frame that is stored already costs nothing.
 *
 * @param index place in the animation, from 0
 * @param epoch what it shows
 * @param step what it shows
 * @param fingerprint differs where the picture would: a stored frame that has the same is current
 * @param picture draws it; the same pixels every time, thread-safe
 */
public record Frame(
    int index, int epoch, long step, String fingerprint, Supplier<BufferedImage> picture) {}
