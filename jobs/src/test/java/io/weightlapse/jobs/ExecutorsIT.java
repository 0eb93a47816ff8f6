// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.WideKernel;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Runs;
import io.weightlapse.jobs.dl4j.RoundIndex;
import io.weightlapse.local.cluster.ClusterOptions;
import io.weightlapse.local.cluster.LocalCluster;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of a real cluster, two processes: what they run with, and how they train. */
class ExecutorsIT {
  @TempDir static Path folder;
  private static LocalCluster cluster;
  private static String master;

  @BeforeAll
  static void up() throws Exception {
    cluster = new LocalCluster(folder.resolve("cluster"), folder.resolve("logs"));
    master = ClusterContext.up(cluster, new ClusterOptions(2, 1, 1536, 0), List.of()).master();
  }

  @AfterAll
  static void down() throws Exception {
    cluster.down();
  }

  /** Whether an executor's kernel for wide layers has to do without the Vector API. */
  private static boolean scalar(SparkConf conf) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return spark.parallelize(List.of(1), 1).map(i -> trainsWithoutVectors()).collect().get(0);
    }
  }

  private static boolean trainsWithoutVectors() {
    Experiment e = ExperimentReader.builtIn("mnist-mlp");
    OptimiserSpec optimiser = e.training().optimiser();
    try (Kernel kernel =
        Kernels.create(
            e.network(),
            optimiser,
            new float[e.network().layout().size()],
            new KernelOptions(16, 1, 0))) {
      assertThat(kernel).isInstanceOf(WideKernel.class);
    }
    return Kernels.scalar();
  }

  @Test
  void wideLayersAreVectorisedWhereTheJobAskedForIt() {
    SparkConf conf = ClusterContext.conf(master).set(ExecutorFlags.OPTION, "-Dmine=1");
    ExecutorFlags.addTo(conf);
    assertThat(conf.get(ExecutorFlags.OPTION)).startsWith("-Dmine=1 --add-modules=");
    assertThat(scalar(conf)).isFalse();
    assertThat(scalar(ClusterContext.conf(master))).as("without the job's flags").isTrue();
  }

  private static final String[] SHORT = {
    "playground", "--set", "training.epochs=2", "--set", "training.optimiser.name=adam"
  };

  private static JavaSparkContext context() {
    SparkConf conf = ClusterContext.conf(master);
    conf.set("spark.executor.heartbeatInterval", "1s");
    ExecutorFlags.addTo(conf);
    return new JavaSparkContext(conf);
  }

  /** A UDP port that nobody has now, with some that are likely to be free above it. */
  private static int port() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return Math.min(65_000, socket.getLocalPort());
    }
  }

  /** Ctrl-C when a run has come so far. */
  private static Thread stopAt(TrainingHome runs, String file) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!Files.exists(runs.folder().resolve(file))) {
                  Thread.sleep(20);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              StopSignal.request();
            });
    thread.start();
    return thread;
  }

  @Test
  void processesThatShareUpdatesGiveTheBitsOfOne() throws Exception {
    String[] sharing =
        TrainingHome.with(
            SHORT, "--mode", "sharing", "--workers", "2", "--set", "snapshots.workers=all");
    float[] one;
    try (JavaSparkContext spark = TrainingHome.local()) {
      TrainingHome runs = new TrainingHome(spark, folder.resolve("one"));
      runs.train(TrainingHome.with(sharing, "--run", "shared"));
      one = runs.last("shared");
    }
    try (JavaSparkContext spark = context()) {
      TrainingHome runs = new TrainingHome(spark, folder.resolve("two"));
      for (String mesh : List.of("plain", "tree")) {
        JobReport report =
            runs.train(
                TrainingHome.with(sharing, "--run", mesh, "--mesh", mesh, "--port", "" + port()));
        assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
        assertThat(runs.last(mesh)).as(mesh).isEqualTo(one);
        assertThat(runs.values(mesh, MetricNames.ROUND_DIVERGENCE)).containsOnly(0, 0);
      }
      try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        String port = "" + taken.getLocalPort();
        assertThatThrownBy(
                () -> runs.train(TrainingHome.with(sharing, "--run", "no", "--port", port)))
            .isInstanceOf(UserException.class)
            .hasMessageStartingWith(
                "nothing can listen at --controller 127.0.0.1 --port " + port + ": ");
      }
      assertThatThrownBy(
              () ->
                  runs.train(
                      TrainingHome.with(
                          sharing, "--run", "no", "--network-mask", "203.0.113.0/24")))
          .hasMessageStartingWith(
              "this machine has no address in --network-mask 203.0.113.0/24: it has ");
      assertThat(runs.folder().resolve("runs/no")).doesNotExist();
    }
  }

  /** Ctrl-C in an epoch of shared updates, and in a single run: both can go on. */
  @Test
  void whatIsStoppedOnAClusterCanGoOn() throws Exception {
    try (JavaSparkContext spark = context()) {
      TrainingHome runs = new TrainingHome(spark, folder.resolve("stopped"));
      String[] sharing =
          TrainingHome.with(
              SHORT,
              "--mode",
              "sharing",
              "--workers",
              "2",
              "--port",
              "" + port(),
              "--checkpoint-seconds",
              "0.001",
              "--set",
              "training.epochs=400");
      String[] single =
          TrainingHome.with(
              SHORT,
              "--checkpoint-seconds",
              "0.001",
              "--set",
              "training.epochs=300000",
              "--set",
              "snapshots.everyEpochs=1000");
      stop(runs, TrainingHome.with(sharing, "--run", "share"), "checkpoints/share/round.json");
      RoundIndex index = RoundIndex.find(runs.home(), "share").orElseThrow();
      assertThat(index.epoch()).isBetween(1, 399);
      assertThat(index.minibatch()).isZero();
      stop(runs, TrainingHome.with(single, "--run", "single"), "checkpoints/single/last.ckpt");
      long steps = new Runs(runs.home()).ended("single").orElseThrow().steps();
      assertThat(new HomeCheckpoints(runs.home()).load("single").step()).isEqualTo(steps);
      assertThat(runs.folder().resolve("runs/single/_stop")).doesNotExist();
    }
  }

  private static void stop(TrainingHome runs, String[] arguments, String file) throws Exception {
    String run = arguments[arguments.length - 1];
    Thread stopper = stopAt(runs, file);
    try {
      assertThat(runs.train(arguments).results().get(0).state()).isEqualTo(RunState.STOPPED);
    } finally {
      stopper.interrupt();
      stopper.join();
      StopSignal.clear();
    }
    assertThat(new Runs(runs.home()).ended(run).orElseThrow().state()).isEqualTo(RunState.STOPPED);
  }

  @Test
  void jobThatGetsNoExecutorSaysSo() throws InterruptedException {
    RecordedOutput out = new RecordedOutput();
    SparkConf conf =
        ClusterContext.conf(master)
            .set("spark.executor.memory", "100g")
            .set("spark.executor.cores", "1");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        ExecutorWatch watch = new ExecutorWatch(spark.sc(), out, 1)) {
      for (int i = 0; i < 600 && out.errors.isEmpty(); i++) {
        Thread.sleep(100);
      }
    }
    assertThat(out.errors)
        .containsExactly(
            "weightlapse: no executor after 1 s: "
                + master
                + " has no room for one with 1 cores, 100g memory; still waiting");
  }
}
