// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra.hosts;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A main: follows a run on Kafka to its end, then writes one line for each snapshot and metric.
 * Arguments: broker, file. Says the step of each snapshot.
 */
final class Received {
  private Received() {}

  /** What and every bit of it; empty for events without a value that could be lost. */
  static Optional<String> line(Event event) {
    if (event instanceof Snapshot s) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "snapshot %d %d %s.%s[%d] %08x",
              s.worker(),
              s.step(),
              s.layer(),
              s.param(),
              s.row0(),
              Arrays.hashCode(s.values())));
    }
    if (event instanceof Metric m) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "metric %d %d %d %s %s",
              m.worker(),
              m.step(),
              m.epoch(),
              m.name(),
              m.value()));
    }
    return Optional.empty();
  }

  public static void main(String[] args) throws Exception {
    Set<String> lines = new TreeSet<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", args[0],
            "key.deserializer", StringDeserializer.class,
            "value.deserializer", ByteArrayDeserializer.class);
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> all =
          Topics.ALL.stream()
              .flatMap(t -> consumer.partitionsFor(t).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      boolean ended = false;
      while (!ended) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          ended |= take(record, lines);
        }
      }
      // what was published before the end, on other partitions
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(r -> takeUnchecked(r, lines));
      }
    }
    Files.write(Path.of(args[1]), lines);
  }

  private static void takeUnchecked(ConsumerRecord<String, byte[]> record, Set<String> lines) {
    try {
      take(record, lines);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it was the run's end. */
  private static boolean take(ConsumerRecord<String, byte[]> record, Set<String> lines)
      throws Exception {
    Map<String, String> headers = new HashMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    Event event =
        EventCodec.decode(new Message(record.topic(), record.key(), headers, record.value()));
    if (event instanceof Snapshot s) {
      System.out.println("step " + s.step());
    }
    line(event).ifPresent(lines::add);
    return event instanceof RunEnded;
  }
}
