// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How an axis is divided. */
public enum Scale {
  /** Evenly. */
  LINEAR,
  /** By powers of ten. */
  LOG;

  ObjectNode toJson() {
    return this == LOG ? Json.object("type", "log", "log", 10) : Json.object("type", "linear");
  }
}
