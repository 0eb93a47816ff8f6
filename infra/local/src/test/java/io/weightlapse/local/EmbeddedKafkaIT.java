// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  private static final Map<String, Integer> TOPICS = Map.of("one", 1, "four", 4);

  @TempDir Path temp;

  @Test
  void keepsDataAndClusterOverARestart() throws Exception {
    Path folder = temp.resolve("log");
    String id;
    long before = System.nanoTime();
    try (EmbeddedKafka kafka = new EmbeddedKafka(KafkaOptions.in(folder, TOPICS)).start()) {
      System.out.printf("embedded Kafka: up in %.2f s%n", (System.nanoTime() - before) / 1e9);
      kafka.check();
      produce(kafka.bootstrapServers(), "a", "b");
      id = Files.readString(folder.resolve("meta.properties"));
      before = System.nanoTime();
    }
    System.out.printf("embedded Kafka: down in %.2f s%n", (System.nanoTime() - before) / 1e9);
    before = System.nanoTime();
    try (EmbeddedKafka kafka = new EmbeddedKafka(KafkaOptions.in(folder, TOPICS)).start()) {
      System.out.printf("embedded Kafka: again in %.2f s%n", (System.nanoTime() - before) / 1e9);
      produce(kafka.bootstrapServers(), "c");
      assertThat(consume(kafka.bootstrapServers(), 3)).containsExactly("a", "b", "c");
      assertThat(partitions(kafka.bootstrapServers(), "four")).isEqualTo(4);
    }
    assertThat(Files.readString(folder.resolve("meta.properties")).lines().skip(2).toList())
        .isEqualTo(id.lines().skip(2).toList());
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      EmbeddedKafka kafka =
          new EmbeddedKafka(KafkaOptions.in(temp.resolve("log"), TOPICS).withPort(port));
      assertThatThrownBy(kafka::start)
          .isInstanceOf(IOException.class)
          .hasMessage("kafka: port " + port + " of 127.0.0.1 is in use");
      kafka.close();
    }
  }

  @Test
  void saysThatTheFolderCannotBeWritten() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "not a folder");
    EmbeddedKafka kafka = new EmbeddedKafka(KafkaOptions.in(file.resolve("log"), TOPICS));
    assertThatThrownBy(kafka::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("kafka: folder ")
        .hasMessageContaining(" cannot be written");
    kafka.close();
  }

  @Test
  void deletesATemporaryFolderAndClosesTwice() throws Exception {
    EmbeddedKafka kafka = new EmbeddedKafka(KafkaOptions.temporary(TOPICS));
    assertThatThrownBy(kafka::bootstrapServers).isInstanceOf(IllegalStateException.class);
    kafka.start();
    String address = kafka.bootstrapServers();
    assertThat(address).startsWith("127.0.0.1:");
    kafka.close();
    kafka.close();
    assertThatThrownBy(kafka::check).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(kafka::start).hasMessageContaining("started already");
  }

  @Test
  void refusesWrongOptions() {
    assertThatThrownBy(() -> KafkaOptions.temporary(Map.of("t", 0)))
        .hasMessage("partitions of t must be >= 1: was 0");
    assertThatThrownBy(() -> KafkaOptions.temporary(Map.of()).withPort(65_536))
        .hasMessage("port must be 0..65535: was 65536");
  }

  private static void produce(String address, String... values) throws Exception {
    Map<String, Object> p = Map.of("bootstrap.servers", address, "acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String value : values) {
        producer
            .send(new ProducerRecord<>("one", value.getBytes(StandardCharsets.UTF_8)))
            .get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String address) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", address),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static int partitions(String address, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(address)) {
      return consumer.partitionsFor(topic).size();
    }
  }

  private static List<String> consume(String address, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(address)) {
      TopicPartition partition = new TopicPartition("one", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(r -> values.add(new String(r.value(), StandardCharsets.UTF_8)));
      }
    }
    return values;
  }
}
