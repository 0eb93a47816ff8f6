// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/** Publishes events to Kafka. */
package io.weightlapse.jobs.kafka;
