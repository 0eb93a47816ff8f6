// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Small trainings that a page starts, steers and watches. */
package io.weightlapse.streaming.playground;
