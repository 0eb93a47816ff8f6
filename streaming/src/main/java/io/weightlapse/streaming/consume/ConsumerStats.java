// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

/**
 * What a consumer has done since it started.
 *
 * @param messages read from Kafka
 * @param events that were news
 * @param duplicates of events, or events of runs that are complete
 * @param conflicts duplicates with another payload; the first one counts
 * @param corrupt set aside as dead letters
 * @param orphans events of runs that neither Kafka nor the history knows
 * @param lostOffsets messages that Kafka deleted before they were read
 * @param framesDrawn drawn and stored
 * @param framesFound stored already, not drawn again
 * @param animations written
 * @param failures views that failed, runs that could not be rebuilt or were given up
 * @param runs in memory
 * @param held events held back for runs that have not started yet
 */
public record ConsumerStats(
    long messages,
    long events,
    long duplicates,
    long conflicts,
    long corrupt,
    long orphans,
    long lostOffsets,
    long framesDrawn,
    long framesFound,
    long animations,
    long failures,
    long runs,
    long held) {}
