// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Pictures of the dashboards, drawn here from the same queries, for those without a Grafana. */
package io.weightlapse.dashboards.preview;
