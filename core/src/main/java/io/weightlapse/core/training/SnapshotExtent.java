// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

/** Which layers a snapshot takes. */
enum SnapshotExtent {
  /** Those that the policy keeps at this step, inside an epoch. */
  INSIDE_EPOCH,
  /** Those that the policy keeps at this step, which ends an epoch. */
  EPOCH_END,
  /** Every layer that the policy ever keeps: the first and the last state. */
  ALL_LAYERS
}
