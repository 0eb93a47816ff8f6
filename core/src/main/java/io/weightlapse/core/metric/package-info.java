// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** The catalogue of all metrics: those of runs, and those that Prometheus reads. */
package io.weightlapse.core.metric;
