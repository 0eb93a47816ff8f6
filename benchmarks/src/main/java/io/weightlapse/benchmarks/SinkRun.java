// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.Topics;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.kafka.KafkaSink;
import io.weightlapse.local.EmbeddedDatabase;
import io.weightlapse.local.EmbeddedKafka;
import io.weightlapse.local.KafkaOptions;
import io.weightlapse.streaming.sink.PostgresSink;
import io.weightlapse.streaming.sink.PostgresTarget;
import io.weightlapse.streaming.sink.SinkListener;
import io.weightlapse.streaming.sink.SinkSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Times the PostgreSQL sink: {@code SinkRun FOLDER N}. First N metrics that lie on Kafka already,
 * by a sink of a JVM that is warm; then single ones, and then {@link #LOAD} a second, published as
 * a training publishes them. Broker, sink and server share the machine.
 */
final class SinkRun {
  private static final int WARM_UP = 300_000;
  private static final int SINGLE = 300;
  private static final int LOAD = 10_000;
  private static final int LOADED_SECONDS = 5;
  private static final int RUNS = 10;

  private SinkRun() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int n = Integer.parseInt(args[1]);
    Map<String, Integer> topics = new LinkedHashMap<>();
    Topics.ALL.forEach(t -> topics.put(t, 1));
    List<Duration> delays = new CopyOnWriteArrayList<>();
    try (EmbeddedKafka kafka =
            new EmbeddedKafka(KafkaOptions.in(folder.resolve("kafka"), topics)).start();
        EmbeddedDatabase database = new EmbeddedDatabase(folder.resolve("postgres"), 0).start()) {
      SinkSettings settings =
          SinkSettings.of(
              kafka.bootstrapServers(),
              Map.of(),
              folder,
              new PostgresTarget(database.url(), "", ""));
      Map<String, Object> result = new TreeMap<>();
      result.put("work", "postgres");
      result.put("points", n);
      try (KafkaProducer<String, byte[]> producer = producer(kafka.bootstrapServers())) {
        result.put("cold_points_per_s", stored(settings, producer, 0, WARM_UP));
        result.put("points_per_s", stored(settings, producer, WARM_UP, n));
      }
      try (KafkaSink training =
              new KafkaSink(KafkaSettings.of(kafka.bootstrapServers(), Map.of()));
          PostgresSink sink = new PostgresSink(settings, listener(delays)).start()) {
        drain(sink);
        delays.clear();
        for (int i = 0; i < SINGLE; i++) {
          training.publish(metric(WARM_UP + n + i, Instant.now()));
          Thread.sleep(10);
        }
        training.flush();
        drain(sink);
        put(result, "single", delays);
        delays.clear();
        int from = WARM_UP + n + SINGLE;
        long begin = System.nanoTime();
        for (int i = 0; i < LOAD * LOADED_SECONDS; i++) {
          training.publish(metric(from + i, Instant.now()));
          long ahead = begin + i * 1_000_000_000L / LOAD - System.nanoTime();
          if (ahead > 1_000_000) {
            Thread.sleep(ahead / 1_000_000);
          }
        }
        training.flush();
        drain(sink);
        put(result, "loaded", delays);
      }
      JsonLine.print(result);
    }
  }

  /** Points a second, from the start of a sink until all are stored. */
  private static double stored(
      SinkSettings settings, KafkaProducer<String, byte[]> producer, int from, int count)
      throws Exception {
    for (int i = from; i < from + count; i++) {
      send(producer, metric(i, Instant.now()));
    }
    producer.flush();
    long begin = System.nanoTime();
    try (PostgresSink sink = new PostgresSink(settings, listener(new ArrayList<>())).start()) {
      drain(sink);
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (sink.stats().messages() != count) {
        throw new IllegalStateException(count + " were sent: read " + sink.stats().messages());
      }
      return count / seconds;
    }
  }

  private static SinkListener listener(List<Duration> delays) {
    return new SinkListener() {
      @Override
      public void committed(Duration duration, Duration delay) {
        delays.add(delay);
      }

      @Override
      public void problem(String line) {
        throw new IllegalStateException(line);
      }
    };
  }

  /** From a metric's time to its row: the oldest of each transaction. */
  private static void put(Map<String, Object> result, String name, List<Duration> delays) {
    List<Duration> sorted = new ArrayList<>(delays);
    Collections.sort(sorted);
    result.put(name + "_delay_median_ms", sorted.get(sorted.size() / 2).toNanos() / 1e6);
    result.put(name + "_delay_max_ms", sorted.get(sorted.size() - 1).toNanos() / 1e6);
  }

  private static void drain(PostgresSink sink) throws Exception {
    if (!sink.drain(Duration.ofMinutes(10))) {
      throw new IllegalStateException("not everything was stored within 10 minutes");
    }
  }

  private static KafkaProducer<String, byte[]> producer(String bootstrap) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap, "linger.ms", "10", "batch.size", "262144"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** Ten runs with ten metrics each, in turn. */
  private static Metric metric(int i, Instant time) {
    int step = i / (RUNS * 10);
    String name =
        i / RUNS % 10 == 0 ? MetricNames.BATCH_LOSS : "layer.l" + i / RUNS % 10 + ".weight_norm";
    return new Metric("run-" + i % RUNS, Event.MODEL, step, step / 500, name, 1.0 / (i + 1), time);
  }

  private static void send(KafkaProducer<String, byte[]> producer, Metric metric) {
    for (Message m : EventCodec.encode(metric)) {
      ProducerRecord<String, byte[]> record = new ProducerRecord<>(m.topic(), m.key(), m.value());
      m.headers().forEach((k, v) -> record.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
      Future<?> unused = producer.send(record);
    }
  }
}
