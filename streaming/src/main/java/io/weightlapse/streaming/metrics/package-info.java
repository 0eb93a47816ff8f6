// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** The metrics of the consumer, as Prometheus reads them. */
package io.weightlapse.streaming.metrics;
