// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Training with DL4J over Spark's executors. Nothing outside this package loads DL4J's classes, and
 * nothing in it is loaded unless a run is trained that way.
 */
package io.weightlapse.jobs.dl4j;
