// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/** Services of one machine, inside this process: a Kafka broker. */
package io.weightlapse.local;
