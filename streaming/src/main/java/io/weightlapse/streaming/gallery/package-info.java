// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** The web page of runs: animations and curves as they grow. */
package io.weightlapse.streaming.gallery;
