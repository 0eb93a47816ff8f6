// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Rows of PostgreSQL from the events on Kafka, exactly once. */
package io.weightlapse.streaming.sink;
