// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Transposes the weights of a run from rows of a step to paths of a weight. */
package io.weightlapse.history.compact;
