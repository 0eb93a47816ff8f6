// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/** GPUs of executors: asking Spark for them, and computing on the one that a task was given. */
package io.weightlapse.jobs.gpu;
