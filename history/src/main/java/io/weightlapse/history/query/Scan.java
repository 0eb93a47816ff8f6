// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.util.List;

/**
 * Files of one table that are read alike.
 *
 * @param files as paths in the home
 * @param maxStep rows beyond this step are not yet whole, or were written again by a later attempt;
 *     {@link Long#MAX_VALUE} for none
 * @param covered files of {@link StoredTable#PATH_STEPS}: rows of their steps are left out, since
 *     the paths have them
 */
public record Scan(List<String> files, long maxStep, List<String> covered) {
  /** Copies the lists. */
  public Scan {
    files = List.copyOf(files);
    covered = List.copyOf(covered);
  }
}
