// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;

/** Trainings of tests in one home, and what they have stored. */
public record TrainingHome(JavaSparkContext spark, Path folder) {
  /** Two slots in this process, in which tasks are tried four times. */
  public static JavaSparkContext local() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2,4]")
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  /** Some arguments and more. */
  public static String[] with(String[] common, String... more) {
    List<String> all = new ArrayList<>(List.of(common));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  /** The home's files. */
  public Home home() {
    return Home.open(folder.toString());
  }

  private TrainCommand command(String... args) throws IOException {
    TrainCommand command = new TrainCommand();
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--home", folder.toString()));
    new CommandLine(command).parseArgs(all.toArray(new String[0]));
    command.check();
    return command;
  }

  /** The command {@code train}. */
  public JobReport train(String... args) throws IOException {
    return command(args).run(spark, Output.silent());
  }

  /** Trains with a trainer of one's own, checkpoints now and then. */
  public List<TrainOutcome> train(
      Trainer trainer, Scaling scaling, double checkpointSeconds, String... args)
      throws IOException {
    TrainRequest request =
        new TrainRequest(
            command(args).manifests(),
            folder.toString(),
            null,
            DataFolder.current(),
            new TrainingOptions(1, false, checkpointSeconds),
            false,
            scaling);
    for (RunManifest m : request.runs()) {
      new Runs(home()).create(new RunStarted(m, m.created()));
    }
    return trainer.train(spark, request, null, Output.silent());
  }

  /** All events of a run. */
  public MemorySink stored(String run) throws IOException {
    MemorySink events = new MemorySink();
    new HistorySource(home(), run).deliver(events::publish);
    return events;
  }

  /** The model's last parameters. */
  public float[] last(String run) throws IOException {
    RunManifest manifest = new Runs(home()).manifest(run);
    SnapshotReader reader = new SnapshotReader(home(), run, manifest.experiment().network());
    List<Long> steps = reader.steps();
    return reader.parameters(steps.get(steps.size() - 1));
  }

  /** The model's values of a metric, in order. */
  public double[] values(String run, String name) throws IOException {
    return values(stored(run), name, Event.MODEL);
  }

  /** A worker's values of a metric, in order. */
  public static double[] values(MemorySink events, String name, int worker) {
    return events.events(Metric.class).stream()
        .filter(m -> m.name().equals(name) && m.worker() == worker)
        .mapToDouble(Metric::value)
        .toArray();
  }

  /** Rows of each table as they lie in its files; a replay would not show the same row twice. */
  public Map<String, Long> rows(String run) throws IOException {
    Map<String, Long> rows = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(f -> f.toString().endsWith(".parquet"))
          .filter(f -> f.toString().contains("run=" + run + "/"))
          .forEach(
              f ->
                  rows.merge(
                      folder.relativize(f.getParent()).toString().replace(run, ""),
                      rows(f),
                      Long::sum));
    }
    return rows;
  }

  private static long rows(Path file) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, new Configuration()))) {
      return reader.getRecordCount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
