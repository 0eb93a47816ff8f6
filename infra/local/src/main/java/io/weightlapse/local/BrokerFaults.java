// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;

/**
 * A broker that fails fatally ends its process: right on a server, wrong inside somebody else's.
 * Here the fault is kept for {@code check()} and the failing thread ends instead.
 */
final class BrokerFaults {
  private static final AtomicReference<String> FIRST = new AtomicReference<>();

  private BrokerFaults() {}

  /** Replaces Kafka's exits, which are the same for all brokers of a process. */
  static void install() {
    FIRST.set(null);
    Exit.Procedure keep =
        (status, message) -> {
          String fault = "kafka: the broker failed with status " + status + ": " + message;
          FIRST.compareAndSet(null, fault);
          throw new IllegalStateException(fault);
        };
    Exit.setExitProcedure(keep);
    Exit.setHaltProcedure(keep);
  }

  /** Throws the first fault, if there was one. */
  static void check() throws IOException {
    String fault = FIRST.get();
    if (fault != null) {
      throw new IOException(fault);
    }
  }
}
