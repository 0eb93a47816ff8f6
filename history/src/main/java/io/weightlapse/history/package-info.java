// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** The history of runs: Parquet tables of weights, metrics and surfaces under one home. */
package io.weightlapse.history;
