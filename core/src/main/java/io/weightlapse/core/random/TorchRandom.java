// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

/** The numbers of PyTorch's CPU generator after {@code torch.manual_seed(seed)}, bit for bit. */
public final class TorchRandom {
  private final MersenneTwister twister;

  /** As {@code torch.manual_seed(seed)}; the generator uses the seed's low 32 bits. */
  public TorchRandom(long seed) {
    this.twister = new MersenneTwister(seed);
  }

  /** A float uniform in [from, to), as {@code tensor.uniform_(from, to)} draws it. */
  public float uniform(double from, double to) {
    float u = (twister.next() & 0xffffff) * 0x1p-24f;
    float low = (float) from;
    float high = (float) to;
    return Math.fma(u, high - low, low); // PyTorch's kernels are compiled with contraction
  }

  /** Draws and forgets {@code n} uniform numbers. */
  public void skip(int n) {
    for (int i = 0; i < n; i++) {
      twister.next();
    }
  }
}
