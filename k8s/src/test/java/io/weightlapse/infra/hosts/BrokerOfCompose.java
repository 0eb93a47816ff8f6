// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.k8s.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** A main: Kafka's own broker, with the settings of the compose file. */
final class BrokerOfCompose {
  private BrokerOfCompose() {}

  /** The settings, as the image makes them of its environment, for a host of another name. */
  static Path settings(Path folder, String host) throws IOException {
    JsonNode environment = Repository.yaml("infra/compose.yaml").at("/services/broker/environment");
    Properties settings = new Properties();
    environment
        .fields()
        .forEachRemaining(
            e -> {
              String key = e.getKey().substring("KAFKA_".length()).toLowerCase(Locale.ROOT);
              settings.setProperty(
                  key.replace('_', '.'), e.getValue().asText().replace("broker:", host + ":"));
            });
    settings.remove("heap.opts");
    settings.setProperty("log.dirs", folder.resolve("kafka").toString());
    // one consumer, and a cleaner that need not be fast
    settings.setProperty("offsets.topic.num.partitions", "1");
    settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    Path file = folder.resolve("server.properties");
    try (var out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    return file;
  }

  /** Formats the folder, then runs until it is killed. */
  public static void main(String[] args) throws Exception {
    String id = org.apache.kafka.common.Uuid.randomUuid().toString();
    int formatted =
        kafka.tools.StorageTool.execute(
            new String[] {"format", "--cluster-id", id, "--config", args[0]}, System.out);
    if (formatted != 0) {
      System.exit(formatted);
    }
    kafka.Kafka.main(args);
  }
}
