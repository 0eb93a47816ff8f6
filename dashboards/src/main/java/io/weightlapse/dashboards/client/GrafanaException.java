// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import io.weightlapse.core.util.UserException;

/** Grafana refused something, or did not answer: one line that says what to do. */
public final class GrafanaException extends UserException {
  private static final long serialVersionUID = 1L;

  GrafanaException(String message) {
    super(message, 1, null);
  }

  GrafanaException(String message, Throwable cause) {
    super(message, 1, cause);
  }
}
