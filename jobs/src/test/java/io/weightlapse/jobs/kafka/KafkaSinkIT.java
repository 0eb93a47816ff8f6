// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Param;
import io.weightlapse.local.EmbeddedKafka;
import io.weightlapse.local.KafkaOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class KafkaSinkIT {
  private static final String RUN = "xor-20261122-184501-3f2a";
  private static final Instant TIME = Instant.parse("2026-11-22T18:45:01Z");

  @Test
  void deliversEveryEventOnceAndInOrderOfKey() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka(KafkaOptions.temporary(Map.of())).start()) {
      KafkaSettings settings = copy(KafkaSettings.of(kafka.bootstrapServers(), Map.of()));
      assertThat(KafkaCheck.reachable(settings, KafkaCheck.TIMEOUT)).isEmpty();
      assertThat(KafkaCheck.reachable(settings, KafkaCheck.TIMEOUT)).isEmpty(); // topics are there
      List<Event> events = events();
      try (KafkaSink sink = new KafkaSink(settings)) {
        events.forEach(sink::publish);
        sink.flush();
        assertThat(sink.report()).isEqualTo(new KafkaReport(events.size(), 0, ""));
      }
      List<String> expected = new ArrayList<>();
      for (Event event : events) {
        EventCodec.encode(event).forEach(m -> expected.add(text(m)));
      }
      assertThat(consume(kafka.bootstrapServers(), expected.size()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void saysWithinTheTimeThatNobodyAnswers() {
    KafkaSettings settings = KafkaSettings.of("127.0.0.1:9", Map.of());
    long begin = System.nanoTime();
    assertThat(KafkaCheck.reachable(settings, KafkaCheck.TIMEOUT))
        .contains("kafka: no broker answered at 127.0.0.1:9 within 10 s");
    assertThat(secondsSince(begin)).isLessThan(15);
  }

  @Test
  void trainsOnWithoutABroker() {
    KafkaSettings settings =
        new KafkaSettings("127.0.0.1:9", Map.of(), Duration.ofMillis(500), Duration.ofSeconds(2));
    long begin = System.nanoTime();
    KafkaSink sink = new KafkaSink(settings);
    List<Event> events = events();
    for (int i = 0; i < 100; i++) {
      events.forEach(sink::publish);
    }
    sink.close();
    sink.close();
    assertThat(secondsSince(begin)).isLessThan(15);
    KafkaReport report = sink.report();
    assertThat(report.delivered()).isZero();
    assertThat(report.failed()).isEqualTo(100L * events.size());
    assertThat(report.complete()).isFalse();
    assertThat(report.line())
        .startsWith("kafka: " + 100 * events.size() + " of " + 100 * events.size());
    assertThat(report.firstError()).isNotBlank();
  }

  @Test
  void trainsOnWhenTheBrokerDies() throws Exception {
    EmbeddedKafka kafka = new EmbeddedKafka(KafkaOptions.temporary(Map.of())).start();
    try {
      KafkaSettings settings =
          new KafkaSettings(
              kafka.bootstrapServers(),
              // Small, so that the buffer fills and publishing would block.
              Map.of("kafka.buffer.memory", "2097152"),
              Duration.ofSeconds(1),
              Duration.ofSeconds(3));
      assertThat(KafkaCheck.reachable(settings, KafkaCheck.TIMEOUT)).isEmpty();
      KafkaSink sink = new KafkaSink(settings);
      events().forEach(sink::publish);
      sink.flush();
      long before = sink.report().delivered();
      assertThat(before).isEqualTo(events().size());
      kafka.close();
      long begin = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        sink.publish(snapshot("l1", 1000 + i, 100, 100));
      }
      assertThat(secondsSince(begin)).isLessThan(8);
      sink.close();
      assertThat(secondsSince(begin)).isLessThan(15);
      KafkaReport report = sink.report();
      assertThat(report.delivered() + report.failed()).isEqualTo(before + 1000);
      assertThat(report.failed()).isGreaterThan(900);
      assertThat(report.firstError()).isNotBlank();
    } finally {
      kafka.close();
    }
  }

  @Test
  void countsWhatCannotTravel() throws Exception {
    KafkaSink sink =
        new KafkaSink(
            new KafkaSettings(
                "127.0.0.1:9", Map.of(), Duration.ofMillis(200), Duration.ofMillis(200)));
    sink.publish(snapshot("l1", 1, 1, 300_000));
    sink.close();
    assertThat(sink.report().firstError())
        .isEqualTo("a row of l1 W must be <= 921600 bytes to travel in a message: was 1200000");
  }

  @Test
  void keepsSecretsToItself() {
    Map<String, String> properties =
        Map.of(
            "kafka.security.protocol",
            "SASL_SSL",
            "kafka.sasl.mechanism",
            "PLAIN",
            "kafka.sasl.jaas.config",
            "hunter2 hunter2");
    KafkaSettings settings = KafkaSettings.of("127.0.0.1:9", properties);
    assertThat(settings.toString()).doesNotContain("hunter2").contains("sasl.jaas.config");
    assertThat(KafkaCheck.reachable(settings, Duration.ofSeconds(2)).orElseThrow())
        .startsWith("kafka: 127.0.0.1:9: ")
        .doesNotContain("hunter2");
  }

  private static List<Event> events() {
    List<Event> events = new ArrayList<>();
    events.add(
        new RunStarted(
            new RunManifest(RUN, ExperimentReader.builtIn("xor"), TIME, "ab", Map.of()), TIME));
    for (int step = 0; step < 40; step++) {
      for (String layer : List.of("l1", "l2", "l3")) {
        events.add(snapshot(layer, step, 2, 2));
      }
      events.add(new Metric(RUN, -1, step, 0, MetricNames.TRAIN_LOSS, Double.NaN, TIME));
    }
    events.add(snapshot("l9", 40, 500, 700)); // three messages
    events.add(new RunEnded(RUN, TIME, RunState.DONE, 40, ""));
    return events;
  }

  private static Snapshot snapshot(String layer, long step, int rows, int cols) {
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = step + i;
    }
    return Snapshot.whole(RUN, Event.MODEL, step, 0, layer, Param.W, rows, cols, values);
  }

  private static String text(Message m) {
    return m.topic() + " " + m.key() + " " + m.headers() + " " + Arrays.hashCode(m.value());
  }

  private static List<String> consume(String bootstrap, int count) throws Exception {
    List<String> texts = new ArrayList<>();
    Map<String, Long> steps = new LinkedHashMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : Topics.ALL) {
        consumer
            .partitionsFor(topic)
            .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      }
      assertThat(partitions).hasSize(16);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (texts.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, byte[]> r : consumer.poll(Duration.ofMillis(200))) {
          Map<String, String> headers = new LinkedHashMap<>();
          r.headers()
              .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
          Message m = new Message(r.topic(), r.key(), headers, r.value());
          if (EventCodec.decode(m) instanceof Snapshot s) {
            Long last = steps.put(r.key(), s.step());
            assertThat(s.step()).isGreaterThanOrEqualTo(last == null ? 0 : last);
          }
          texts.add(text(m));
        }
      }
    }
    return texts;
  }

  private static KafkaSettings copy(KafkaSettings settings) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(settings);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (KafkaSettings) in.readObject();
    }
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
