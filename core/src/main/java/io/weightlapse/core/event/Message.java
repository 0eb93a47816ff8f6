// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.util.Map;

/**
 * An event as a broker carries it.
 *
 * @param topic one of {@link Topics}
 * @param key decides the partition: the run, or run + "/" + layer
 * @param headers names and UTF-8 values, in order
 * @param value JSON, or little-endian float32
 */
public record Message(String topic, String key, Map<String, String> headers, byte[] value) {}
