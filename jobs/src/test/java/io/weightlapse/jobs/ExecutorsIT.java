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
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Executors of a real cluster, two processes: what they run with, and how they train. */
@ExtendWith(TestCluster.class)
@Order(2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // those with contexts of their own first
class ExecutorsIT {
  private static final String[] SHORT = {
    "playground", "--set", "training.epochs=2", "--set", "training.optimiser.name=adam"
  };

  private static final String[] SHARING =
      TrainingHome.with(
          SHORT, "--mode", "sharing", "--workers", "2", "--set", "snapshots.workers=all");

  /** Long enough to be met in the middle: 63 steps an epoch, checkpoints whenever one is over. */
  private static final String[] LONG_SHARING =
      TrainingHome.with(
          SHARING, "--run", "share", "--set", "training.epochs=4", "--set", "training.batch=2");

  private static final String[] LONG_AVERAGING = {
    "playground",
    "--run",
    "rounds",
    "--set",
    "training.epochs=12",
    "--set",
    "snapshots.workers=all",
    "--mode",
    "averaging",
    "--workers",
    "2",
    "--averaging-frequency",
    "5"
  };

  @TempDir static Path folder;
  private static TrainingHome one; // what one process gave
  private static JavaSparkContext shared; // null where none is open

  @BeforeAll
  static void train() throws IOException {
    try (JavaSparkContext spark = TrainingHome.local()) {
      one = new TrainingHome(spark, folder.resolve("one"));
      one.train(TrainingHome.with(SHARING, "--run", "shared"));
      one.train(LONG_SHARING);
      one.train(LONG_AVERAGING);
    }
  }

  @AfterAll
  static void close() {
    if (shared != null) {
      shared.close();
    }
  }

  /** A driver with an executor on each worker, for all tests that need nothing else. */
  private static JavaSparkContext context() {
    if (shared == null) {
      SparkConf conf =
          ClusterContext.conf(TestCluster.master())
              .set("spark.executor.cores", "1")
              .set("spark.cores.max", "2")
              .set("spark.executor.heartbeatInterval", "1s")
              .set(ExecutorFlags.OPTION, "-Dmine=1");
      ExecutorFlags.addTo(conf);
      assertThat(conf.get(ExecutorFlags.OPTION)).startsWith("-Dmine=1 --add-modules=");
      shared = new JavaSparkContext(conf);
    }
    return shared;
  }

  private static TrainingHome home(String name) {
    return new TrainingHome(context(), folder.resolve(name));
  }

  /** Whether an executor's kernel for wide layers has to do without the Vector API. */
  private static boolean scalar(JavaSparkContext spark) {
    return spark.parallelize(List.of(1), 1).map(i -> trainsWithoutVectors()).collect().get(0);
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
  @Order(1)
  void withoutTheJobsFlagsWideLayersAreNotVectorised() {
    SparkConf conf = ClusterContext.conf(TestCluster.master()).set("spark.cores.max", "1");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThat(scalar(spark)).isTrue();
    }
  }

  @Test
  @Order(2)
  void jobThatGetsNoExecutorSaysSo() throws InterruptedException {
    RecordedOutput out = new RecordedOutput();
    SparkConf conf =
        ClusterContext.conf(TestCluster.master())
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
                + TestCluster.master()
                + " has no room for one with 1 cores, 100g memory; still waiting");
  }

  @Test
  @Order(3)
  void wideLayersAreVectorisedWhereTheJobAskedForIt() {
    assertThat(scalar(context())).isFalse();
  }

  /** A UDP port that nobody has now, with some that are likely to be free above it. */
  private static String port() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return Integer.toString(Math.min(65_000, socket.getLocalPort()));
    }
  }

  @Test
  @Order(3)
  void processesThatShareUpdatesGiveTheBitsOfOne() throws Exception {
    TrainingHome runs = home("two");
    for (String mesh : List.of("plain", "tree")) {
      JobReport report =
          runs.train(TrainingHome.with(SHARING, "--run", mesh, "--mesh", mesh, "--port", port()));
      assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
      assertThat(runs.last(mesh)).as(mesh).isEqualTo(one.last("shared"));
      assertThat(runs.values(mesh, MetricNames.ROUND_DIVERGENCE)).containsOnly(0, 0);
    }
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertThatThrownBy(
              () -> runs.train(TrainingHome.with(SHARING, "--run", "no", "--port", port)))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(
              "nothing can listen at --controller 127.0.0.1 --port " + port + ": ");
    }
    assertThatThrownBy(
            () ->
                runs.train(
                    TrainingHome.with(SHARING, "--run", "no", "--network-mask", "203.0.113.0/24")))
        .hasMessageStartingWith(
            "this machine has no address in --network-mask 203.0.113.0/24: it has ");
    assertThat(runs.folder().resolve("runs/no")).doesNotExist();
  }

  /** Does something on a thread of its own when a run has come so far. */
  private static Thread when(TrainingHome runs, String file, Callable<?> action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!Files.exists(runs.folder().resolve(file))) {
                  Thread.sleep(10);
                }
                action.call();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (Exception e) {
                throw new IllegalStateException(e); // the assertions see that nothing happened
              }
            });
    thread.start();
    return thread;
  }

  /** Ctrl-C in an epoch of shared updates, and in a single run: both can go on. */
  @Test
  @Order(4)
  void whatIsStoppedOnAClusterCanGoOn() throws Exception {
    TrainingHome runs = home("stopped");
    String[] often = TrainingHome.with(SHORT, "--checkpoint-seconds", "0.001");
    String[] sharing =
        TrainingHome.with(
            often,
            "--mode",
            "sharing",
            "--workers",
            "2",
            "--port",
            port(),
            "--set",
            "training.epochs=400");
    String[] single =
        TrainingHome.with(
            often, "--set", "training.epochs=300000", "--set", "snapshots.everyEpochs=1000");
    stop(runs, TrainingHome.with(sharing, "--run", "share"), "checkpoints/share/round.json");
    RoundIndex index = RoundIndex.find(runs.home(), "share").orElseThrow();
    assertThat(index.epoch()).isBetween(1, 399);
    assertThat(index.minibatch()).isZero();
    stop(runs, TrainingHome.with(single, "--run", "single"), "checkpoints/single/last.ckpt");
    long steps = new Runs(runs.home()).ended("single").orElseThrow().steps();
    assertThat(new HomeCheckpoints(runs.home()).load("single").step()).isEqualTo(steps);
    assertThat(runs.folder().resolve("runs/single/_stop")).doesNotExist();
  }

  private static void stop(TrainingHome runs, String[] arguments, String file) throws Exception {
    String run = arguments[arguments.length - 1];
    Thread stopper =
        when(
            runs,
            file,
            () -> {
              StopSignal.request();
              return null;
            });
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
  @Order(5)
  void whatAnExecutorCannotSeeIsSaidInOneLine() throws Exception {
    // executors work in folders of their own: what is named from the driver's is not there
    Path points = Path.of("target", "points-" + System.nanoTime() + ".csv");
    Files.writeString(points, "x,y,label\n0,0,a\n1,1,b\n0,1,a\n1,0,b\n");
    Path mine = folder.resolve("mine.yaml");
    Files.writeString(
        mine,
        String.join(
            "\n",
            "name: mine",
            "title: four points",
            "data: {table: " + points + ", features: [x, y], label: label, classes: [a, b]}",
            "network:",
            "  inputs: 2",
            "  layers: [{units: 2, activation: identity}]",
            "  loss: softmax_cross_entropy",
            "  init: torch",
            "training: {seed: 0, epochs: 1, batch: 2, optimiser: {name: sgd, learningRate: 0.1}}"));
    Path data = folder.resolve("data");
    TrainingHome far = new TrainingHome(context(), Path.of("target", "far-" + System.nanoTime()));
    try {
      assertThatThrownBy(() -> home("blind").train(mine.toString(), "--data-dir", data.toString()))
          .isInstanceOf(UserException.class)
          .hasMessageMatching(
              "training failed: executor \\d+ on 127.0.0.1 cannot load the data; each executor"
                  + " needs them in "
                  + data
                  + " \\(--data-dir\\): no table "
                  + points
                  + " in the working folder or in "
                  + data);
      assertThatThrownBy(() -> far.train("xor", "--run", "lost"))
          .isInstanceOf(UserException.class)
          .hasMessageMatching(
              "training failed: executor \\d+ on 127.0.0.1 does not see run lost in "
                  + far.folder()
                  + "; --home must be storage that every executor reaches");
    } finally {
      Files.delete(points);
      FileUtil.fullyDelete(far.folder().toFile());
    }
  }

  /** A round that an executor takes with it is done again, and is in the history once. */
  @Test
  @Order(6)
  void killedExecutorNeitherLosesNorDoublesARound() throws Exception {
    TrainingHome runs = home("killed");
    killed(runs, LONG_AVERAGING, "checkpoints/rounds/round.json");
    new StoredRun(runs.folder(), "rounds").assertSame(new StoredRun(one.folder(), "rounds"));
  }

  /** The other worker waits for updates that never come: both do the epoch again. */
  @Test
  @Order(7)
  void executorKilledInAnEpochOfSharedUpdatesCostsThatEpochOnly() throws Exception {
    TrainingHome runs = home("killed");
    String[] sharing = TrainingHome.with(LONG_SHARING, "--port", port());
    killed(runs, sharing, "checkpoints/share/round.json");
    new StoredRun(runs.folder(), "share").assertSame(new StoredRun(one.folder(), "share"));
  }

  /** Trains; kills the first worker's executor when there is a checkpoint. */
  private static void killed(TrainingHome runs, String[] arguments, String file) throws Exception {
    AtomicInteger lost = new AtomicInteger();
    runs.spark()
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                lost.incrementAndGet();
              }
            });
    Thread killer =
        when(
            runs,
            file,
            () -> TestCluster.worker("worker-1").children().map(p -> p.destroyForcibly()).toList());
    String[] often = TrainingHome.with(arguments, "--checkpoint-seconds", "0.001");
    assertThat(runs.train(often).results().get(0).state()).isEqualTo(RunState.DONE);
    killer.join();
    assertThat(lost.get()).isEqualTo(1);
    String run = file.split("/", -1)[1];
    assertThat(new StoredRun(runs.folder(), run).writers())
        .as("a round was done again")
        .anyMatch(w -> w.matches("worker-\\d-from-[1-9].*"));
  }
}
