// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** Chooses the kernel that trains a network fastest. */
public final class Kernels {
  /** Multiplications of a minibatch's forward pass up to which calls cost more than arithmetic. */
  private static final long TINY = 16_000;

  /** The same where {@link NarrowKernel} is the other choice. */
  private static final long TINY_BESIDE_NARROW = 1_000;

  /** Widest layer that fills vectors better along samples than along its inputs. */
  private static final int NARROW = 128;

  /** Samples from which on vectors along samples are full. */
  private static final int LONG = 64;

  private Kernels() {}

  /** Whether a kernel of this JVM had to do without the Vector API, and is slow for that. */
  public static boolean scalar() {
    return OpsChoice.scalar();
  }

  /**
   * A kernel over a copy of the parameters; close it. The choice depends on the network and the
   * batch only, so that the same training gives the same numbers on every machine.
   *
   * @param parameters flat, in the layout of {@code spec}
   */
  public static Kernel create(
      NetworkSpec spec, OptimiserSpec optimiser, float[] parameters, KernelOptions options) {
    long work = (long) spec.layout().size() * options.batch();
    boolean narrow = spec.widest() <= NARROW && options.batch() >= LONG;
    if (work <= (narrow ? TINY_BESIDE_NARROW : TINY)) {
      return new TinyKernel(spec, optimiser, parameters, options.seed());
    }
    if (narrow) {
      return new NarrowKernel(spec, optimiser, parameters, options);
    }
    return new WideKernel(spec, optimiser, parameters, options);
  }
}
