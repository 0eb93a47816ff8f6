// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * SQL over the history: the files of each view, the DuckDB session, and how results are written.
 */
package io.weightlapse.history.query;
