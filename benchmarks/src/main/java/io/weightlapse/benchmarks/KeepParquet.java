// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What keeping the weights of layers 2 to 5 of the MNIST network at every step costs: megabytes of
 * float32 a second that one thread writes to Parquet, bytes on the disk, and how much slower the
 * training is than one that keeps nothing, in turn. Usage: {@code [STEPS [ROUNDS]]}.
 */
final class KeepParquet {
  private static final String LAYERS = "layers: [l2, l3, l4, l5]";
  private static final int BATCH = 16;

  private KeepParquet() {}

  public static void main(String[] args) throws IOException {
    int steps = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Dataset data = Networks.data(Mlp.MNIST.spec(), steps * BATCH);
    MemorySink kept = new MemorySink();
    double ignored = train(data, keeping("everySteps: 1"), kept);
    List<Snapshot> weights = kept.events(Snapshot.class);
    for (int round = 0; round < rounds; round++) {
      double none = train(data, keeping("everySteps: 0"), new MemorySink());
      Path folder = Files.createTempDirectory("weightlapse-keep");
      double all = store(data, folder, "{everySteps: 1, " + LAYERS + "}");
      double bare =
          train(data, experiment("{everySteps: 1, " + LAYERS + "}", "none"), new MemorySink());
      delete(folder);
      Map<String, Object> write = write(weights);
      JsonLine.print(
          Map.of(
              "work", "keep-parquet",
              "steps", steps,
              "seconds_keeping_nothing", none,
              "seconds_in_memory", bare,
              "seconds_keeping_layers", all,
              "slower", all / none,
              "write", write,
              "first_round_ignored_seconds", ignored));
    }
    JsonLine.print(Map.of("work", "sizes", "bytes", sizes(data)));
  }

  private static Experiment keeping(String when) {
    return experiment("{" + when + ", " + LAYERS + "}", "snapshots");
  }

  private static Experiment experiment(String snapshots, String statistics) {
    ObjectNode tree = ExperimentReader.tree("mnist-mlp");
    return ExperimentReader.read(
        Overrides.apply(tree, List.of("snapshots=" + snapshots, "metrics.statistics=" + statistics))
            .get(0),
        "mnist-mlp");
  }

  private static RunManifest manifest(Experiment e) {
    return new RunManifest("keep-1", e, Instant.EPOCH, "00", Map.of());
  }

  private static double train(Dataset data, Experiment e, EventSink sink) throws IOException {
    try (Training training =
        new Training(
            manifest(e),
            new TrainingData(data),
            sink,
            TrainingListener.NONE,
            TrainingOptions.standard(),
            CheckpointStore.NONE,
            Clock.systemUTC())) {
      return training.run().seconds();
    }
  }

  private static double store(Dataset data, Path folder, String snapshots) throws IOException {
    Experiment e = experiment(snapshots, "snapshots");
    try (HistorySink sink = new HistorySink(Home.open(folder.toString()), "keep-1", "train")) {
      sink.publish(new RunStarted(manifest(e), Instant.EPOCH));
      long begin = System.nanoTime();
      train(data, e, sink);
      sink.flush();
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private static Map<String, Object> write(List<Snapshot> weights) throws IOException {
    Path folder = Files.createTempDirectory("weightlapse-keep");
    long bytes = 4 * weights.stream().mapToLong(s -> s.values().length).sum();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    try (HistorySink sink = new HistorySink(Home.open(folder.toString()), "keep-1", "train")) {
      for (Snapshot s : weights) {
        sink.publish(s);
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double core = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
    long stored = size(folder);
    delete(folder);
    return Map.of(
        "megabytes", bytes / 1e6,
        "megabytes_a_second", bytes / 1e6 / seconds,
        "megabytes_a_second_of_a_core", bytes / 1e6 / core,
        "stored_share", (double) stored / bytes);
  }

  /** Of the tables of a run that keeps the layers at each step. */
  private static Map<String, Object> sizes(Dataset data) throws IOException {
    Map<String, Object> sizes = new java.util.TreeMap<>();
    for (String storage : List.of("float32", "bfloat16")) {
      Path folder = Files.createTempDirectory("weightlapse-keep");
      double seconds =
          store(data, folder, "{storage: " + storage + ", everySteps: 1, " + LAYERS + "}");
      sizes.put(storage + "_weights", size(folder.resolve("weights")));
      sizes.put(storage + "_layer_stats", size(folder.resolve("layer_stats")));
      sizes.put(storage + "_metrics", size(folder.resolve("metrics")));
      sizes.put(storage + "_seconds", seconds);
      delete(folder);
    }
    return sizes;
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(all::add);
    }
    all.sort(Comparator.reverseOrder());
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
