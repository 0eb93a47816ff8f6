// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Dashboards as records: each knows its JSON for each version of Grafana. */
package io.weightlapse.dashboards.model;
