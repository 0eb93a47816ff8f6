// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.core.util.UserException;

/** Somebody asked the compaction to stop; nothing has changed. */
final class StoppedException extends UserException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped; the run is as it was", 1, null);
  }
}
