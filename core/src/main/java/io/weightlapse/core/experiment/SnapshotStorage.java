// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import java.util.Locale;

/** How the values of snapshots are kept. */
public enum SnapshotStorage {
  /** Bit for bit. */
  FLOAT32,
  /**
   * Rounded to the nearest bfloat16, ties to even: the upper 16 bits of a float32, the lower ones
   * zero. Infinities stay; a NaN keeps its sign and the upper bits of its payload, and stays a NaN.
   */
  BFLOAT16;

  /** Lower case, as in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The values as they are kept: the same array for FLOAT32, else a new one. */
  public float[] kept(float[] values) {
    if (this == FLOAT32) {
      return values;
    }
    float[] kept = new float[values.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = Float.intBitsToFloat(round(Float.floatToRawIntBits(values[i])));
    }
    return kept;
  }

  private static int round(int bits) {
    if ((bits & 0x7fffffff) > 0x7f800000) { // NaN: rounding could carry into infinity or zero
      return (bits & 0xffff0000) | 0x00400000;
    }
    return (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000;
  }
}
