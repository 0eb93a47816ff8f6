// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.Topics;
import io.weightlapse.local.EmbeddedKafka;
import io.weightlapse.local.KafkaOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * A broker, somebody who publishes to it as jobs do, and what the groups have committed. Brokers
 * take seconds to start: classes that need no fresh one share one, and empty its topics after each
 * test.
 */
public final class TestKafka implements AutoCloseable {
  private static final int PARTITIONS = 4;

  private final EmbeddedKafka kafka;
  private final KafkaProducer<String, byte[]> producer;
  private final Admin admin;

  private static TestKafka shared;

  /** The broker of all tests of this process that do not stop it; ends with the process. */
  static synchronized TestKafka shared() throws IOException {
    if (shared == null) {
      TestKafka started = new TestKafka();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      started.close();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }));
      shared = started;
    }
    return shared;
  }

  public TestKafka() throws IOException {
    Map<String, Integer> topics = new HashMap<>();
    Topics.ALL.forEach(topic -> topics.put(topic, PARTITIONS));
    kafka = new EmbeddedKafka(KafkaOptions.temporary(topics)).start();
    Map<String, Object> p = Map.of("bootstrap.servers", bootstrap(), "linger.ms", "1");
    producer = new KafkaProducer<>(p, new StringSerializer(), new ByteArraySerializer());
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
  }

  public String bootstrap() {
    return kafka.bootstrapServers();
  }

  public void publish(Collection<? extends Event> events) {
    events.forEach(this::publish);
    producer.flush();
  }

  public void publish(Event event) {
    EventCodec.encode(event).forEach(this::publish);
  }

  public void publish(Message m) {
    byte[] run = m.key().split("/", 2)[0].getBytes(StandardCharsets.UTF_8);
    int partition = Utils.toPositive(Utils.murmur2(run)) % PARTITIONS; // as RunPartitioner
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(m.topic(), partition, m.key(), m.value());
    m.headers().forEach((k, v) -> record.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
    Future<?> unused = producer.send(record);
  }

  public void flush() {
    producer.flush();
  }

  Map<TopicPartition, Long> committed(String group) throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(60, TimeUnit.SECONDS);
    committed.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }

  public Map<TopicPartition, Long> ends() throws Exception {
    Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
    for (String topic : Topics.ALL) {
      for (int p = 0; p < PARTITIONS; p++) {
        ask.put(new TopicPartition(topic, p), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(ask)
        .all()
        .get(60, TimeUnit.SECONDS)
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /** Deletes what the topics hold: a new group begins after it. */
  void empty() throws Exception {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    ends().forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
    admin.deleteRecords(all).all().get(60, TimeUnit.SECONDS);
  }

  /** How many members of a group have partitions. */
  long sharers(String group) throws Exception {
    return admin
        .describeConsumerGroups(List.of(group))
        .all()
        .get(60, TimeUnit.SECONDS)
        .get(group)
        .members()
        .stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }

  /** Waits for a condition. */
  public static void until(String what, int seconds, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + " must come within " + seconds + " s");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    producer.close();
    admin.close();
    kafka.close();
  }
}
