// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** What jobs count, in Spark's own metrics system. */
package io.weightlapse.jobs.metrics;
