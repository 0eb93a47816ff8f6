// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

/**
 * What a compaction did.
 *
 * @param run its id
 * @param generation of the manifest that counts now
 * @param layers whose paths were written anew
 * @param values in all paths of the run
 * @param bytesRead of files that were transposed
 * @param bytesWritten of files of paths
 * @param deleted files that no table had any more
 * @param pending files that go when the grace period is over
 * @param seconds it took
 */
public record CompactResult(
    String run,
    long generation,
    int layers,
    long values,
    long bytesRead,
    long bytesWritten,
    int deleted,
    int pending,
    double seconds) {}
