// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.nio.file.Path;
import java.util.Map;

/** A sink as a process of its own, to be killed: bootstrap, URL, home. */
final class SinkProcess {
  private SinkProcess() {}

  public static void main(String[] args) throws Exception {
    SinkSettings settings =
        SinkSettings.of(args[0], Map.of(), Path.of(args[2]), new PostgresTarget(args[1], "", ""));
    SinkListener listener =
        new SinkListener() {
          @Override
          public void committed(java.time.Duration duration, java.time.Duration delay) {
            System.out.println("committed");
          }

          @Override
          public void problem(String line) {
            System.out.println(line);
          }
        };
    try (PostgresSink sink = new PostgresSink(settings, listener).start()) {
      while (true) {
        sink.check();
        Thread.sleep(50);
      }
    }
  }
}
