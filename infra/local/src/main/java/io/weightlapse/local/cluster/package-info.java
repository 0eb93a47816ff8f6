// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/** A Spark standalone cluster of this machine, in processes of its own. */
package io.weightlapse.local.cluster;
