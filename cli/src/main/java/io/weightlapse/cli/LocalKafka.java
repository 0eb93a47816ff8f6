// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.Topics;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.local.EmbeddedKafka;
import io.weightlapse.local.KafkaOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The broker of one machine, with its log in the home. */
final class LocalKafka implements Closeable {
  private final EmbeddedKafka broker;

  private LocalKafka(EmbeddedKafka broker) {
    this.broker = broker;
  }

  /** Starts the broker of a home on this machine. */
  static LocalKafka of(String home, Output out) throws IOException {
    Path folder = Common.folder(home).resolve("kafka");
    EmbeddedKafka broker = new EmbeddedKafka(KafkaOptions.in(folder, topics()));
    try {
      broker.start();
    } catch (IOException e) {
      throw new UserException(e.getMessage(), 1, e);
    }
    out.line("kafka: a broker of this machine listens at " + broker.bootstrapServers());
    return new LocalKafka(broker);
  }

  private static Map<String, Integer> topics() {
    Map<String, Integer> topics = new LinkedHashMap<>();
    Topics.ALL.forEach(t -> topics.put(t, 1));
    return topics;
  }

  String bootstrap() {
    return broker.bootstrapServers();
  }

  @Override
  public void close() throws IOException {
    broker.close();
  }
}
