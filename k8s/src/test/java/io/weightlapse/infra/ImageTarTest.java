// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weightlapse.k8s.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** The image that {@code mvn -Pimages} makes without an engine; skipped where it was not made. */
class ImageTarTest {
  private static final Path TAR = Repository.path("cli/target/weightlapse-streaming.tar");
  private static final long SMALL = 16L << 20;

  private final Map<String, byte[]> small = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();

  private void read() throws IOException {
    assumeTrue(
        Files.exists(TAR), "mvn -Pimages must have made " + TAR.getFileName() + ": it is missing");
    try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(TAR))) {
      for (ArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        sizes.put(e.getName(), e.getSize());
        if (e.getSize() < SMALL) {
          small.put(e.getName(), tar.readAllBytes());
        }
      }
    }
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(small.get(name));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void hasUserEntryPointAndLayers() throws IOException {
    read();
    JsonNode manifest = json("manifest.json").get(0);
    assertThat(texts(manifest.path("RepoTags"))).containsExactly("weightlapse/streaming:0.1.0");
    JsonNode config = json(manifest.path("Config").asText()).path("config");
    assertThat(config.path("User").asText()).isEqualTo("185:185");
    List<String> entry = texts(config.path("Entrypoint"));
    assertThat(entry)
        .startsWith("java", "@/opt/weightlapse/jvm.options")
        .endsWith("io.weightlapse.cli.Main");
    assertThat(texts(config.path("Env"))).contains("WEIGHTLAPSE_LOG=console");
    assertThat(config.path("ExposedPorts").has("9404/tcp")).isTrue();
    assertThat(config.at("/Labels/org.opencontainers.image.title").asText())
        .isEqualTo("weightlapse/streaming");

    List<String> layers = texts(manifest.path("Layers"));
    assertThat(layers).hasSizeGreaterThanOrEqualTo(3);
    List<String> ours = new ArrayList<>();
    boolean options = false;
    for (String layer : layers) {
      if (sizes.get(layer) >= SMALL) {
        continue;
      }
      List<String> files = files(small.get(layer));
      options |= files.contains("opt/weightlapse/jvm.options");
      if (files.stream().anyMatch(f -> f.contains("weightlapse-core"))) {
        ours.add(layer);
        assertThat(files)
            .as("our jars are apart from libraries")
            .noneMatch(f -> f.contains("spark"));
      }
    }
    assertThat(ours).as("a small layer has our own jars").hasSize(1);
    assertThat(layers.indexOf(ours.get(0))).as("and libraries come before it").isPositive();
    assertThat(options).isTrue();
  }

  /** The Dockerfile and the build without an engine make the same of the same. */
  @Test
  void startsAsTheDockerfileDoes() throws IOException {
    read();
    JsonNode manifest = json("manifest.json").get(0);
    JsonNode config = json(manifest.path("Config").asText()).path("config");
    String line =
        Repository.text("infra/docker/weightlapse.Dockerfile")
            .lines()
            .filter(l -> l.startsWith("ENTRYPOINT "))
            .findFirst()
            .orElseThrow();
    JsonNode theirs = new ObjectMapper().readTree(line.substring("ENTRYPOINT ".length()));
    int flags = texts(theirs).indexOf("-cp");
    assertThat(texts(config.path("Entrypoint")).subList(0, flags))
        .isEqualTo(texts(theirs).subList(0, flags));
  }

  private static List<String> files(byte[] layer) throws IOException {
    List<String> files = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(layer));
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (ArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        files.add(e.getName());
      }
    }
    return files;
  }
}
