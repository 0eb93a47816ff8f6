// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Surfaces of one step as files: pictures, tables, geometry. */
package io.weightlapse.streaming.surface;
