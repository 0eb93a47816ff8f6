// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks a discovery script of Spark which GPUs this machine has. */
public final class GpuDiscovery {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GpuDiscovery() {}

  /**
   * The addresses that the script prints.
   *
   * @throws IOException if it fails, with the last line of what it said, or prints something else
   */
  public static List<String> addresses(Path script) throws IOException, InterruptedException {
    if (!Files.isExecutable(script)) {
      throw new IOException("the GPU discovery script must be an executable file: was " + script);
    }
    Path errors = Files.createTempFile("weightlapse-gpus", ".txt");
    try {
      Process process =
          new ProcessBuilder(script.toAbsolutePath().toString())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        String said = Files.readString(errors).strip();
        String last = said.substring(said.lastIndexOf('\n') + 1);
        throw new IOException(last.isEmpty() ? script + " failed with exit code " + code : last);
      }
      return parse(script, printed);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static List<String> parse(Path script, String printed) throws IOException {
    try {
      JsonNode tree = JSON.readTree(printed);
      if (tree.path("name").asText().equals("gpu") && tree.path("addresses").isArray()) {
        List<String> addresses = new ArrayList<>();
        tree.path("addresses").forEach(a -> addresses.add(a.asText()));
        return addresses;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw new IOException(
        script + " must print {\"name\": \"gpu\", \"addresses\": [...]}: was " + printed);
  }
}
