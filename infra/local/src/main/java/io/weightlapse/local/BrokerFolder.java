// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** The folder that a broker keeps its log in. */
final class BrokerFolder {
  private BrokerFolder() {}

  /** Makes and formats the folder unless it was formatted before; null for a temporary one. */
  static Path prepare(Path wanted) throws IOException {
    Path folder;
    try {
      folder =
          wanted == null
              ? Files.createTempDirectory("weightlapse-kafka-")
              : Files.createDirectories(wanted.toAbsolutePath());
      Files.delete(Files.createTempFile(folder, "probe", null));
    } catch (IOException e) {
      throw new IOException("kafka: folder " + wanted + " cannot be written: " + e, e);
    }
    if (!Files.exists(folder.resolve("meta.properties"))) {
      format(folder);
    }
    return folder;
  }

  private static void format(Path folder) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      new Formatter()
          .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
          .setNodeId(BrokerSettings.NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER)
          .setMetadataLogDirectory(folder.toString())
          .setDirectories(List.of(folder.toString()))
          .run();
    } catch (Exception e) {
      throw new IOException("kafka: folder " + folder + " cannot be formatted: " + e, e);
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
