// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {
  private static final ConsumerRebalanceListener NOTHING =
      new ConsumerRebalanceListener() {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
      };

  private static Throwable failure(Map<String, String> properties) {
    StreamSettings settings =
        StreamSettings.of("127.0.0.1:1", properties, Path.of("home"), List.of("v"));
    KafkaSource source = new KafkaSource(settings, new Counters(), new StreamListener() {});
    return catchThrowable(() -> source.open(NOTHING));
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertThat(failure(Map.of("kafka.session.timeout.ms", "soon")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("kafka: wrong settings: Invalid value soon for configuration")
        .hasMessageContaining("session.timeout.ms");
    assertThat(failure(Map.of("security.protocol", "NONE")))
        .hasMessageStartingWith("kafka: wrong settings: ")
        .hasMessageNotContaining("null");
  }

  @Test
  void tellsNoSecrets() {
    Throwable e =
        failure(
            Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.example.Login required username=\"me\" password=hunter22x oops"));
    assertThat(e).hasMessageStartingWith("kafka: wrong settings: ");
    for (Throwable t = e; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContain("hunter22x");
    }
  }
}
