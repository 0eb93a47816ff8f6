// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Weights of other programs' files, in and out. */
package io.weightlapse.core.weights;
