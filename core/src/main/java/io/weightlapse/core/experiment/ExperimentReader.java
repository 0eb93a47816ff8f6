// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

/** Placeholder, written next. */
final class ExperimentReader {
  private ExperimentReader() {}
}
