// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1. */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  private Ports() {}

  /** Throws, naming the port, if it is taken; 0 is always free. */
  static void requireFree(String who, int port) throws IOException {
    if (port != 0) {
      try (ServerSocket socket = open(port)) {
        socket.getLocalPort();
      } catch (IOException e) {
        throw new IOException(who + ": port " + port + " of 127.0.0.1 is in use", e);
      }
    }
  }

  /**
   * A port that nothing listens on now. It lies below those that systems give to outgoing
   * connections, so that none of them takes it before the broker does.
   */
  static int free() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = open(port)) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // taken: the next one
      }
    }
    throw new IOException("no free port of 127.0.0.1 between " + FIRST + " and " + LAST);
  }

  private static ServerSocket open(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // As the broker does: a port whose last connections linger (TIME_WAIT) is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
