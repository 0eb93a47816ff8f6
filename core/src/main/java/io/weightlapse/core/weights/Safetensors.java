// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import static io.weightlapse.core.util.Checks.require;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.nn.NetworkSpec;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The safetensors format: length of the header (8 bytes, little-endian), a JSON header that gives
 * each tensor's type, shape and place, then the values, little-endian and row major. See
 * https://github.com/huggingface/safetensors.
 */
public final class Safetensors implements TensorFile {
  private static final long MOST_HEADER_BYTES = 100_000_000; // the format's own bound
  private static final int ALIGNMENT = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String extension() {
    return ".safetensors";
  }

  @Override
  public Contents read(Path file) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      require(in.size() >= 8, "it is torn: %d bytes", in.size());
      long length = bytes(in, 0, 8).getLong();
      require(
          length >= 2 && length <= Math.min(in.size() - 8, MOST_HEADER_BYTES),
          "its header must have 2 to %d bytes: was %d",
          Math.min(in.size() - 8, MOST_HEADER_BYTES),
          length);
      JsonNode header = header(bytes(in, 8, (int) length));
      Iterator<Map.Entry<String, JsonNode>> fields = header.fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        if (!field.getKey().equals("__metadata__")) {
          tensors.add(tensor(field.getKey(), field.getValue(), in, 8 + length));
        }
      }
    }
    // the format sorts by name: layers come in the order of the numbers in their names
    tensors.sort((a, b) -> NaturalOrder.compare(a.name(), b.name()));
    return new Contents(tensors, Optional.empty());
  }

  private static JsonNode header(ByteBuffer bytes) {
    try {
      JsonNode node = JSON.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
      require(node != null && node.isObject(), "its header must be a JSON object");
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its header is no JSON", e);
    }
  }

  private static Tensor tensor(String name, JsonNode node, FileChannel in, long begin)
      throws IOException {
    List<Integer> shape = new ArrayList<>();
    for (JsonNode extent : node.path("shape")) {
      require(extent.canConvertToInt(), "extents of %s must be whole: was %s", name, extent);
      shape.add(extent.intValue());
    }
    String label = node.path("dtype").asText();
    FloatBytes type =
        Arrays.stream(FloatBytes.values())
            .filter(t -> t.name().equals(label))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor " + name + " must be F16, BF16, F32 or F64: was " + label));
    JsonNode offsets = node.path("data_offsets");
    long from = offsets.path(0).asLong(-1);
    long to = offsets.path(1).asLong(-1);
    int n = Tensor.count(shape);
    require(
        from >= 0 && to - from == (long) n * type.bytes() && to <= in.size() - begin,
        "tensor %s must have %d bytes inside the file: was %d..%d",
        name,
        (long) n * type.bytes(),
        from,
        to);
    require(to - from <= Integer.MAX_VALUE - 8, "tensor %s is larger than 2 GB", name);
    return new Tensor(name, shape, type.read(bytes(in, begin + from, (int) (to - from)), n));
  }

  private static ByteBuffer bytes(FileChannel in, long at, int n) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (in.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("it ends at " + (at + buffer.position()));
      }
    }
    return buffer.flip();
  }

  @Override
  public void write(Path file, NetworkSpec network, float[] parameters) throws IOException {
    List<Tensor> tensors = StateDict.tensors(network, parameters);
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long at = 0;
    for (Tensor t : tensors) {
      ObjectNode node = header.putObject(t.name()).put("dtype", "F32");
      t.shape().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(at).add(at + 4L * t.values().length);
      at += 4L * t.values().length;
    }
    String text = header.toString();
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    int padding = (ALIGNMENT - json.length % ALIGNMENT) % ALIGNMENT;
    WholeFile.write(
        file,
        out -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          out.write(length.putLong(json.length + padding).array());
          out.write(json);
          out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
          for (Tensor t : tensors) {
            ByteBuffer values =
                ByteBuffer.allocate(4 * t.values().length).order(ByteOrder.LITTLE_ENDIAN);
            values.asFloatBuffer().put(t.values());
            out.write(values.array());
          }
        });
  }
}
