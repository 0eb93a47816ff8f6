// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Side-by-side runs against PyTorch and the ways of the notebooks; docs/benchmarks.md says how. */
package io.weightlapse.benchmarks;
