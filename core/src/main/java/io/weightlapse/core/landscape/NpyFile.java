// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.util.Checks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Vectors as numpy's {@code .npy}: {@code numpy.load} reads what is written here. Format:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(<f4|<f8)', 'fortran_order': False, 'shape': \\((\\d+),(?: (\\d+),?)?\\),"
              + " \\}\\s*");

  private NpyFile() {}

  /** Vectors of one length as a float32 array of shape (vectors, values). */
  public static byte[] write(float[]... vectors) {
    int length = vectors[0].length;
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            vectors.length,
            length);
    int header = (MAGIC.length + 4 + text.length() + 1 + 63) / 64 * 64;
    byte[] bytes = new byte[Math.toIntExact(header + 4L * vectors.length * length)];
    Arrays.fill(bytes, 0, header, (byte) ' ');
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0);
    buffer.putShort((short) (header - MAGIC.length - 4));
    buffer.put(text.getBytes(StandardCharsets.US_ASCII));
    bytes[header - 1] = '\n';
    buffer.position(header);
    for (float[] v : vectors) {
      Checks.require(v.length == length, "vectors must have %d values: was %d", length, v.length);
      buffer.asFloatBuffer().put(v);
      buffer.position(buffer.position() + 4 * length);
    }
    return bytes;
  }

  /**
   * The vectors of a float32 or float64 array of shape (values,) or (vectors, values).
   *
   * @param name of the file, for messages
   * @throws IllegalArgumentException if it is something else; the message says what
   */
  public static float[][] read(String name, byte[] bytes) {
    Checks.require(
        bytes.length > 12 && Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC),
        "%s must be a .npy file of numpy: was something else",
        name);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = bytes[6] == 1;
    int at = first ? 10 : 12;
    long length = first ? buffer.getShort(8) & 0xffff : buffer.getInt(8) & 0xffffffffL;
    Checks.require(at + length <= bytes.length, "%s must hold its header: was cut", name);
    String text = new String(bytes, at, (int) length, StandardCharsets.US_ASCII);
    Matcher m = HEADER.matcher(text);
    Checks.require(
        m.matches(),
        "%s must hold float32 or float64 of shape (values,) or (vectors, values), not in Fortran"
            + " order: was %s",
        name,
        text.strip());
    int size = m.group(1).equals("<f4") ? 4 : 8;
    long rows = m.group(3) == null ? 1 : Long.parseLong(m.group(2));
    long cols = Long.parseLong(m.group(3) == null ? m.group(2) : m.group(3));
    buffer.position((int) (at + length));
    Checks.require(
        rows >= 1
            && cols >= 1
            && rows <= buffer.remaining()
            && cols <= buffer.remaining()
            && rows * cols * size == buffer.remaining(),
        "%s must have %d x %d x %d bytes of values: was %d",
        name,
        rows,
        cols,
        size,
        buffer.remaining());
    float[][] vectors = new float[(int) rows][(int) cols];
    for (float[] v : vectors) {
      for (int i = 0; i < v.length; i++) {
        v[i] = size == 4 ? buffer.getFloat() : (float) buffer.getDouble();
      }
    }
    return vectors;
  }
}
