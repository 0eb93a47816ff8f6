// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.io.IOException;

/** A stored frame is not there any more, or is no picture. */
public final class LostFrameException extends IOException {
  private static final long serialVersionUID = 1L;

  LostFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
