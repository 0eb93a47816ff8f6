// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.nio.file.Path;

/**
 * An animation that was made.
 *
 * @param file where it is
 * @param frames how many it has
 * @param drawn how many of them were not stored before
 * @param expected how many a run has that trains to its end
 */
public record Animation(Path file, int frames, int drawn, int expected) {}
