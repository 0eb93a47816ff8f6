// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import java.io.InputStream;

/**
 * A picture or an animation.
 *
 * @param type its media type
 * @param bytes its size
 * @param content to be closed by who asked for it
 */
public record StoredFile(String type, long bytes, InputStream content) {}
