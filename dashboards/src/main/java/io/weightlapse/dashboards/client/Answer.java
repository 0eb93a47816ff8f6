// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What Grafana answered.
 *
 * @param status of HTTP
 * @param body JSON; missing where there was none
 */
record Answer(int status, JsonNode body) {
  boolean is(int wanted) {
    return status == wanted;
  }

  /** Grafana's own words. */
  String message() {
    String message = body.path("message").asText("");
    return message.isEmpty() ? body.path("error").asText("") : message;
  }
}
