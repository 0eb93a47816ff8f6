// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * GIF's variant of LZW (GIF89a, appendix F): codes of growing width, in blocks of 255 bytes. A
 * sequence that is known may go on with an index that looks the same.
 */
final class LzwWriter {
  private static final int MOST_CODES = 4096;
  private static final int SLOTS = 1 << 13;

  private final OutputStream out;
  private final int minimumBits;
  private final byte[][] alike;
  private final int[] keys = new int[SLOTS];
  private final short[] codes = new short[SLOTS];

  /** By code: which indices may follow it, 64 of them told apart; most codes have none. */
  private final long[] followers = new long[MOST_CODES];

  private final byte[] block = new byte[255];
  private int blockSize;
  private int buffer;
  private int buffered;
  private int bits;
  private int next;

  /**
   * Writes to {@code out}.
   *
   * @param minimumBits bits of an index, 2 to 8
   * @param alike for each index those that may stand for it, best first
   */
  LzwWriter(OutputStream out, int minimumBits, byte[][] alike) {
    this.out = out;
    this.minimumBits = minimumBits;
    this.alike = alike;
  }

  /**
   * Writes one picture's indices, with everything that surrounds them.
   *
   * @param indices where another index stands for one, it is written here, too
   */
  void write(byte[] indices, int count) throws IOException {
    int clear = 1 << minimumBits;
    out.write(minimumBits);
    reset();
    code(clear);
    int prefix = indices[0] & 0xff;
    for (int i = 1; i < count; i++) {
      int index = indices[i] & 0xff;
      int key = (prefix << 8) | index;
      if (mayFollow(prefix, index)) {
        int slot = slot(key);
        if (keys[slot] == key) {
          prefix = codes[slot];
          continue;
        }
      }
      int other = followers[prefix] == 0 ? -1 : standIn(prefix, index);
      if (other >= 0) {
        prefix = codes[other];
        indices[i] = (byte) keys[other];
        continue;
      }
      code(prefix);
      if (next < MOST_CODES) {
        int slot = slot(key);
        keys[slot] = key;
        codes[slot] = (short) next++;
        followers[prefix] |= 1L << index;
        if (next > (1 << bits) && bits < 12) {
          bits++;
        }
      } else {
        code(clear);
        reset();
      }
      prefix = index;
    }
    code(prefix);
    next++;
    if (next > (1 << bits) && bits < 12) {
      bits++;
    }
    code(clear + 1);
    finish();
  }

  /** The slot of a known sequence with an index that looks the same; -1 if there is none. */
  private int standIn(int prefix, int index) {
    for (byte candidate : alike[index]) {
      if (!mayFollow(prefix, candidate)) {
        continue;
      }
      int key = (prefix << 8) | (candidate & 0xff);
      int slot = slot(key);
      if (keys[slot] == key) {
        return slot;
      }
    }
    return -1;
  }

  private boolean mayFollow(int prefix, int index) {
    return (followers[prefix] >>> index & 1) != 0; // of the index, the last six bits
  }

  private void reset() {
    Arrays.fill(keys, -1);
    Arrays.fill(followers, 0);
    bits = minimumBits + 1;
    next = (1 << minimumBits) + 2;
  }

  private int slot(int key) {
    int slot = (key * 0x9e3779b1) >>> 19;
    while (keys[slot] != key && keys[slot] != -1) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  private void code(int code) throws IOException {
    buffer |= code << buffered;
    buffered += bits;
    while (buffered >= 8) {
      put(buffer);
      buffer >>>= 8;
      buffered -= 8;
    }
  }

  private void put(int value) throws IOException {
    block[blockSize++] = (byte) value;
    if (blockSize == block.length) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (blockSize > 0) {
      out.write(blockSize);
      out.write(block, 0, blockSize);
      blockSize = 0;
    }
  }

  private void finish() throws IOException {
    if (buffered > 0) {
      put(buffer);
    }
    buffer = 0;
    buffered = 0;
    flush();
    out.write(0);
  }
}
