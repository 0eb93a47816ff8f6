// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Follows runs on Kafka: what is read, what is drawn, and which offsets may be committed.
 *
 * <p>A run waits until its start is known. While it trains, the group's offsets stay before its
 * first message. When its end and everything published before the end are read, and the frames that
 * followed are stored, it is settled: the history has the rest, and only its surfaces hold offsets
 * back. When all views are on the disk it is complete and forgotten.
 */
package io.weightlapse.streaming.consume;
