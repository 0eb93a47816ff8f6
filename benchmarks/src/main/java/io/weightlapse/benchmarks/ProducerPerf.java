// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.kafka.ProducerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.tools.ProducerPerformance;

/** Kafka's own ProducerPerformance, inside this process. */
final class ProducerPerf {
  private static final Pattern TOTAL =
      Pattern.compile("(?m)^(\\d+) records sent, \\S+ records/sec \\(([0-9.]+) MB/sec\\).*$");

  /** What our settings say beyond Kafka's defaults, but for serialisers: those are the tool's. */
  private static final List<String> TUNED =
      List.of(
          ProducerConfig.BATCH_SIZE_CONFIG,
          ProducerConfig.LINGER_MS_CONFIG,
          ProducerConfig.BUFFER_MEMORY_CONFIG,
          ProducerConfig.COMPRESSION_TYPE_CONFIG);

  private ProducerPerf() {}

  /**
   * A file of payloads, a line each, of those sizes. A payload made by the tool itself would be
   * drawn anew, letter by letter, for each record, which costs more than to send it.
   */
  static Path payloads(int[] sizes) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Path file = Files.createTempFile("weightlapse-payloads", ".txt");
    try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.US_ASCII)) {
      for (int size : sizes) {
        byte[] letters = new byte[size];
        for (int i = 0; i < size; i++) {
          letters[i] = (byte) ('A' + random.nextInt(26));
        }
        out.write(letters, 0, size);
        out.print('\n');
      }
    }
    return file;
  }

  /** Megabytes a second, as the tool says. */
  static double run(
      KafkaSettings settings, String topic, Path payloads, int records, boolean ourSettings)
      throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--topic",
                topic,
                "--num-records",
                Integer.toString(records),
                "--payload-file",
                payloads.toString(),
                "--throughput",
                "-1",
                "--producer-props",
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG + "=" + settings.bootstrap(),
                ProducerConfig.ACKS_CONFIG + "=all"));
    if (ourSettings) {
      Properties ours = ProducerSettings.of(settings);
      TUNED.forEach(name -> args.add(name + "=" + ours.get(name)));
    }
    PrintStream out = System.out;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
    try {
      ProducerPerformance.main(args.toArray(String[]::new));
    } finally {
      System.setOut(out);
    }
    String said = text.toString(StandardCharsets.UTF_8);
    Matcher m = TOTAL.matcher(said);
    double rate = Double.NaN;
    while (m.find()) { // lines of windows come before the total, which is the last
      rate = Integer.parseInt(m.group(1)) == records ? Double.parseDouble(m.group(2)) : rate;
    }
    if (Double.isNaN(rate)) {
      throw new IOException("ProducerPerformance said no total: " + said);
    }
    return rate * (1 << 20) / 1e6; // its MB have 2^20 bytes
  }
}
