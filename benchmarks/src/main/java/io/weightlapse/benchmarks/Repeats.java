// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Times work that is done again and again in one JVM. */
final class Repeats {
  /** Work that may fail. */
  interface Work {
    void run() throws Exception;
  }

  private Repeats() {}

  /** How often to repeat: {@code --warm N}, or the given number of times. */
  static int warm(String[] args, int otherwise) {
    if (args.length == 0) {
      return otherwise;
    }
    if (args.length != 2 || !args[0].equals("--warm")) {
      throw new IllegalArgumentException("usage: [--warm N]: was " + String.join(" ", args));
    }
    return Integer.parseInt(args[1]);
  }

  static double seconds(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  /** The seconds of each repetition; the early ones still see the JIT compiler at work. */
  static List<Double> seconds(int times, Work work) throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(seconds(work));
    }
    return all;
  }
}
