// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Removes, packs, unpacks and checks whole runs. */
package io.weightlapse.history.manage;
