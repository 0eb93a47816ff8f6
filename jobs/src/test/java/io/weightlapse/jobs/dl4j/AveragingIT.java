// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.jobs.JobReport;
import io.weightlapse.jobs.TrainCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Rounds of averaging on a real Spark, against single training. */
class AveragingIT {
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  private JobReport train(String... args) throws IOException {
    TrainCommand command = new TrainCommand();
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--home", folder.toString()));
    new CommandLine(command).parseArgs(all.toArray(new String[0]));
    command.check();
    return command.run(spark, Output.silent());
  }

  private MemorySink stored(String run) throws IOException {
    MemorySink events = new MemorySink();
    new HistorySource(Home.open(folder.toString()), run).deliver(events::publish);
    return events;
  }

  private float[] last(String run) throws IOException {
    Home home = Home.open(folder.toString());
    RunManifest manifest = new io.weightlapse.history.Runs(home).manifest(run);
    SnapshotReader reader = new SnapshotReader(home, run, manifest.experiment().network());
    List<Long> steps = reader.steps();
    return reader.parameters(steps.get(steps.size() - 1));
  }

  @Test
  void oneWorkerIsSingleTraining() throws IOException {
    String[] settings = {"--set", "training.epochs=3", "--set", "training.shuffle=true"};
    List<String> common = new ArrayList<>(List.of("playground"));
    common.addAll(List.of(settings));
    train(with(common, "--run", "single"));
    train(with(common, "--run", "fused", "--mode", "averaging", "--workers", "1"));
    train(
        with(common, "--run", "dl4j", "--mode", "averaging", "--workers", "1", "--engine", "dl4j"));
    float[] single = last("single");
    assertThat(last("fused")).isEqualTo(single);
    float[] dl4j = last("dl4j");
    for (int i = 0; i < single.length; i++) {
      assertThat(Math.abs(dl4j[i] - single[i])).as("parameter %d", i).isLessThan(1e-3f);
    }
  }

  @Test
  void everyWorkerIsSeenAndPulledTogether() throws IOException {
    JobReport report =
        train(
            "playground",
            "--run",
            "two",
            "--set",
            "training.epochs=2",
            "--set",
            "snapshots.everyEpochs=1",
            "--mode",
            "averaging",
            "--workers",
            "2",
            "--averaging-frequency",
            "3");
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    MemorySink events = stored("two");
    Set<Integer> workers = new HashSet<>();
    events.events(Snapshot.class).forEach(s -> workers.add(s.worker()));
    assertThat(workers).containsExactlyInAnyOrder(Event.MODEL, 0, 1);
    List<Metric> divergence =
        events.events(Metric.class).stream()
            .filter(m -> m.name().equals(MetricNames.ROUND_DIVERGENCE))
            .toList();
    assertThat(divergence).isNotEmpty().allMatch(m -> m.value() > 0);
  }

  private static String[] with(List<String> common, String... more) {
    List<String> all = new ArrayList<>(common);
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }
}
