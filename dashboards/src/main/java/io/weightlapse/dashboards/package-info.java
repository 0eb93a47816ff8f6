// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
/** Grafana dashboards and alert rules of Weightlapse. */
package io.weightlapse.dashboards;
