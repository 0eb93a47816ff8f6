// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.util.Arrays;

/** Compresses pages; keeps its memory. Not thread-safe. */
public final class PageCodec implements Closeable {
  private static final int LEVEL = 1;

  /** Of so many parts of a page, one must be saved, or it is not worth a reader's time. */
  private static final int WORTH = 8;

  private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL);
  private byte[] packed = new byte[0];

  /** The bytes compressed. */
  byte[] compress(byte[] raw, int length) {
    int n = pack(raw, length); // may replace the array
    return Arrays.copyOf(packed, n);
  }

  /** Whether compressing these bytes saves enough to be worth it. */
  boolean isWorth(byte[] raw, int length) {
    return pack(raw, length) <= (long) length * (WORTH - 1) / WORTH;
  }

  private int pack(byte[] raw, int length) {
    int bound = (int) Zstd.compressBound(length);
    if (packed.length < bound) {
      packed = new byte[bound];
    }
    return zstd.compressByteArray(packed, 0, packed.length, raw, 0, length);
  }

  @Override
  public void close() {
    zstd.close();
  }
}
