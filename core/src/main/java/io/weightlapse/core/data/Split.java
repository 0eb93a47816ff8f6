// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

/** What samples are for. */
public enum Split {
  /** To learn from. */
  TRAIN,
  /** To tune by. */
  VALIDATION,
  /** To judge by. */
  TEST
}
