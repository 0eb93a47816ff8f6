// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

/**
 * What a sink has done since it started.
 *
 * @param messages read from Kafka
 * @param rows written, those of messages that came twice included
 * @param committed transactions
 * @param failed transactions that were repeated
 * @param overtaken transactions given up since another sink has the partition
 * @param deadLetters messages that could not be stored
 * @param lost messages that Kafka deleted before they were read
 * @param lag messages not read yet
 */
public record SinkStats(
    long messages,
    long rows,
    long committed,
    long failed,
    long overtaken,
    long deadLetters,
    long lost,
    long lag) {}
