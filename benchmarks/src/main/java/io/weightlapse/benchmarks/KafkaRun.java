// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.kafka.KafkaSink;
import io.weightlapse.local.EmbeddedKafka;
import io.weightlapse.local.KafkaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Snapshots of the MNIST network into Kafka, through the sink that trainings use, beside Kafka's
 * own ProducerPerformance on the same broker, in turn: megabytes (of values) a second until all are
 * acknowledged. ProducerPerformance sends payloads of the very sizes that our messages have, once
 * with Kafka's default settings and once with ours; the better of them counts. Usage: {@code
 * [ROUNDS]}.
 */
final class KafkaRun {
  private static final String PERF = "producer-performance";
  private static final long BYTES = 256L << 20; // that each side sends in a round

  private KafkaRun() {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Map<String, Integer> topics = new LinkedHashMap<>();
    Topics.ALL.forEach(topic -> topics.put(topic, 1));
    topics.put(PERF, 1);
    try (EmbeddedKafka broker = new EmbeddedKafka(KafkaOptions.temporary(topics)).start()) {
      KafkaSettings settings = KafkaSettings.of(broker.bootstrapServers(), Map.of());
      compare("snapshots of layers 2 to 5", step(1), settings, rounds);
      compare("snapshots of all layers", step(0), settings, rounds);
    }
    System.exit(0); // threads of Kafka's server need not end
  }

  /** One step's snapshots of the MNIST network. */
  private static List<Snapshot> step(int firstLayer) {
    ParameterLayout layout = Mlp.MNIST.spec().layout();
    float[] weights = Mlp.MNIST.initial();
    List<Snapshot> step = new ArrayList<>();
    for (ParameterBlock b : layout.blocks()) {
      if (b.layer() >= firstLayer) {
        float[] values = Arrays.copyOfRange(weights, b.offset(), b.offset() + b.size());
        step.add(
            Snapshot.whole(
                "kafka-bench",
                Event.MODEL,
                0,
                0,
                b.layerName(),
                b.param(),
                b.rows(),
                b.cols(),
                values));
      }
    }
    return step;
  }

  private static void compare(String work, List<Snapshot> step, KafkaSettings settings, int rounds)
      throws Exception {
    List<Message> messages = new ArrayList<>();
    step.forEach(s -> messages.addAll(EventCodec.encode(s)));
    int[] sizes = messages.stream().mapToInt(m -> m.value().length).toArray();
    long bytes = Arrays.stream(sizes).asLongStream().sum();
    int steps = Math.toIntExact(BYTES / bytes);
    List<Double> ratios = new ArrayList<>();
    Path payloads = ProducerPerf.payloads(sizes);
    try {
      for (int round = 0; round <= rounds; round++) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("work", work);
        line.put("round", round == 0 ? "warm-up" : round);
        line.put("messages", steps * sizes.length);
        double theirs = ProducerPerf.run(settings, PERF, payloads, steps * sizes.length, false);
        double tuned = ProducerPerf.run(settings, PERF, payloads, steps * sizes.length, true);
        double ours = ours(step, steps, bytes, settings);
        line.put("producer_performance_defaults_mb_s", theirs);
        line.put("producer_performance_our_settings_mb_s", tuned);
        line.put("weightlapse_mb_s", ours);
        double share = ours / Math.max(theirs, tuned);
        line.put("share", share);
        if (round > 0) {
          ratios.add(share);
        }
        JsonLine.print(line);
      }
    } finally {
      java.nio.file.Files.delete(payloads);
    }
    double[] sorted = ratios.stream().mapToDouble(r -> r).sorted().toArray();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("work", work);
    line.put("share_least", sorted[0]);
    line.put("share_median", sorted[sorted.length / 2]);
    line.put("share_greatest", sorted[sorted.length - 1]);
    JsonLine.print(line);
  }

  /** Megabytes a second from the first event to the last acknowledgement. */
  private static double ours(List<Snapshot> step, int steps, long bytes, KafkaSettings settings)
      throws IOException {
    try (KafkaSink sink = new KafkaSink(settings)) {
      long begin = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        for (Snapshot s : step) {
          sink.publish(s);
        }
      }
      sink.flush();
      double seconds = (System.nanoTime() - begin) / 1e9;
      KafkaReport report = sink.report();
      if (!report.complete()) {
        throw new IOException(report.line());
      }
      return bytes * steps / 1e6 / seconds;
    }
  }
}
