// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import static io.weightlapse.core.util.Checks.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's array format, versions 1 to 3: magic, version, length of the header, a Python dictionary
 * as text, the raw values. See numpy.lib.format.
 */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9,\\sL]*)\\)");
  private static final int ALIGNMENT = 64;

  private Npy() {}

  /** The array in the bytes of a file. */
  static Tensor read(String name, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    require(bytes.length >= 10, "array %s is torn: %d bytes", name, bytes.length);
    for (byte b : MAGIC) {
      require(in.get() == b, "array %s is no NumPy array: wrong magic number", name);
    }
    int version = in.get();
    require(version >= 1 && version <= 3, "version of %s must be 1 to 3: was %d", name, version);
    in.get();
    require(version == 1 || in.remaining() >= 4, "array %s is torn: %d bytes", name, bytes.length);
    long length = version == 1 ? in.getShort() & 0xffff : in.getInt() & 0xffffffffL;
    require(length <= in.remaining(), "array %s is torn in its header", name);
    byte[] text = new byte[(int) length];
    in.get(text);
    String header = new String(text, StandardCharsets.UTF_8);
    String descr = field(DESCR, header, name, "descr");
    List<Integer> shape = shape(field(SHAPE, header, name, "shape"), name);
    FloatBytes type = type(descr, name);
    in.order(descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int n = Tensor.count(shape);
    require(
        in.remaining() == (long) n * type.bytes(),
        "array %s must hold %d bytes: was %d",
        name,
        (long) n * type.bytes(),
        in.remaining());
    float[] values = type.read(in, n);
    boolean fortran = field(FORTRAN, header, name, "fortran_order").equals("True");
    return new Tensor(name, shape, fortran ? rowMajor(values, shape) : values);
  }

  private static String field(Pattern pattern, String header, String name, String what) {
    Matcher m = pattern.matcher(header);
    require(m.find(), "array %s has no %s in its header", name, what);
    return m.group(1);
  }

  private static FloatBytes type(String descr, String name) {
    return switch (descr.length() < 2 ? "" : descr.substring(1)) {
      case "f2" -> FloatBytes.F16;
      case "f4" -> FloatBytes.F32;
      case "f8" -> FloatBytes.F64;
      default ->
          throw new IllegalArgumentException(
              "array " + name + " must hold float16, float32 or float64: was " + descr);
    };
  }

  private static List<Integer> shape(String text, String name) {
    List<Integer> shape = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String digits = part.strip().replace("L", "");
      if (!digits.isEmpty()) {
        try {
          shape.add(Integer.valueOf(digits));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "extents of array " + name + " must be at most 2^31 - 1: was " + digits, e);
        }
      }
    }
    return shape;
  }

  private static float[] rowMajor(float[] values, List<Integer> shape) {
    float[] out = new float[values.length];
    int[] at = new int[shape.size()];
    for (int i = 0; i < out.length; i++) {
      int from = 0;
      for (int d = at.length - 1; d >= 0; d--) {
        from = from * shape.get(d) + at[d];
      }
      out[i] = values[from];
      for (int d = at.length - 1; d >= 0 && ++at[d] == shape.get(d); d--) {
        at[d] = 0;
      }
    }
    return out;
  }

  /** The bytes of a file that holds the array as little-endian float32, row major. */
  static byte[] write(Tensor tensor) {
    StringBuilder shape = new StringBuilder();
    tensor.shape().forEach(extent -> shape.append(extent).append(", "));
    int cut = tensor.shape().size() == 1 ? 1 : 2; // Python writes (3,) and (3, 4)
    shape.setLength(Math.max(0, shape.length() - cut));
    String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    int unpadded = MAGIC.length + 4 + dictionary.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    byte[] header = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(
                Math.addExact(
                    MAGIC.length + 4 + header.length,
                    Math.multiplyExact(tensor.values().length, 4)))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length).put(header);
    out.asFloatBuffer().put(tensor.values());
    return out.array();
  }
}
