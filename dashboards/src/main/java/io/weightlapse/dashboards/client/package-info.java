// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** The client of Grafana's HTTP API, and the push of everything that is generated. */
package io.weightlapse.dashboards.client;
