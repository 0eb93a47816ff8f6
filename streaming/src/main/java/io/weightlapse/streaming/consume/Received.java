// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import org.apache.kafka.common.TopicPartition;

/** An event and where it lay. */
record Received(TopicPartition partition, long offset, Event event) {}
