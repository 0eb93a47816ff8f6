// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.util.Locale;

/** What computes a worker's minibatches. */
public enum Engine {
  /** The fused kernel on CPUs, DL4J where GPUs are. */
  AUTO,
  /** Our kernel, on CPUs. */
  FUSED,
  /** DL4J's network on ND4J's backend. */
  DL4J;

  /** The class that ND4J's CUDA backend brings. */
  private static final String CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What {@link #AUTO} means here: DL4J if its CUDA backend is on the class path. */
  public Engine resolved() {
    if (this != AUTO) {
      return this;
    }
    try {
      Class.forName(CUDA, false, Engine.class.getClassLoader());
      return DL4J;
    } catch (ClassNotFoundException e) {
      return FUSED;
    }
  }
}
