// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import java.util.Map;

/** Prints which JVM runs the benchmarks. */
final class Machine {
  private Machine() {}

  public static void main(String[] args) {
    JsonLine.print(
        Map.of(
            "version", System.getProperty("java.version"),
            "vm", System.getProperty("java.vm.name")));
  }
}
