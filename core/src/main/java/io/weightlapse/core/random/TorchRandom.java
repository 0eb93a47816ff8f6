// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

/** The numbers of PyTorch's CPU generator after {@code torch.manual_seed(seed)}, bit for bit. */
public final class TorchRandom implements RandomSource {
  private static final int BLOCK = TorchNormals.BLOCK;

  private final MersenneTwister twister;
  private double second; // the other one of a pair of normal numbers of a small tensor
  private boolean hasSecond;

  /** As {@code torch.manual_seed(seed)}; the generator uses the seed's low 32 bits. */
  public TorchRandom(long seed) {
    this.twister = new MersenneTwister(seed);
  }

  /** A float uniform in [from, to), as {@code tensor.uniform_(from, to)} draws it. */
  public float uniform(double from, double to) {
    float low = (float) from;
    float high = (float) to;
    return Math.fma(rand(), high - low, low); // PyTorch's kernels are compiled with contraction
  }

  @Override
  public double between(double from, double to) {
    return uniform(from, to);
  }

  /** One element of {@code torch.rand(...)}: uniform in [0, 1) with 24 random bits. */
  public float rand() {
    return (twister.next() & 0xffffff) * 0x1p-24f;
  }

  @Override
  public double uniform() {
    return rand();
  }

  /** Draws and forgets {@code n} uniform numbers. */
  public void skip(int n) {
    for (int i = 0; i < n; i++) {
      twister.next();
    }
  }

  /** As {@code torch.randn(n)}; two calls are two tensors, whose numbers differ from one's. */
  public float[] randn(int n) {
    return normals(n);
  }

  /** One tensor of {@code count} elements, as {@code torch.randn(count)} makes it. */
  @Override
  public void normals(float[] into, int offset, int count) {
    if (count < BLOCK) {
      for (int i = offset; i < offset + count; i++) {
        into[i] = (float) normal();
      }
      return;
    }
    fill(into, offset, count);
    for (int i = 0; i <= count - BLOCK; i += BLOCK) {
      TorchNormals.boxMuller(into, offset + i);
    }
    if (count % BLOCK != 0) { // a partial block at the end is drawn anew, together with its before
      int last = offset + count - BLOCK;
      fill(into, last, BLOCK);
      TorchNormals.boxMuller(into, last);
    }
  }

  private void fill(float[] into, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      into[i] = rand();
    }
  }

  /** Box and Muller in double precision, which tensors of fewer than 16 elements use. */
  private double normal() {
    if (hasSecond) {
      hasSecond = false;
      return second;
    }
    double u1 = rand53();
    double u2 = rand53();
    double radius = Math.sqrt(-2 * StrictMath.log1p(-u2));
    double angle = 2 * Math.PI * u1;
    second = radius * StrictMath.sin(angle);
    hasSecond = true;
    return radius * StrictMath.cos(angle);
  }

  private double rand53() {
    long high = twister.next();
    long low = twister.next() & 0xffffffffL;
    return (((high << 32) | low) & ((1L << 53) - 1)) * 0x1p-53;
  }

  /** As {@code torch.randperm(n)}. */
  @Override
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = 0; i < n - 1; i++) {
      int j = i + Integer.remainderUnsigned(twister.next(), n - i);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    return order;
  }
}
