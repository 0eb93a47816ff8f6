// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.JobReport;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.Sharing;
import io.weightlapse.jobs.TrainCommand;
import io.weightlapse.jobs.TrainMode;
import io.weightlapse.jobs.TrainRequest;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Shared updates on a real Spark, with DL4J's parameter server on loopback. */
class SharingIT {
  private static final String[] TWO = {
    "playground", "--set", "training.epochs=3", "--set", "metrics.everySteps=1"
  };

  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2,4]") // tasks are tried four times
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  /** A port that nobody has now; other builds may run on the same machine. */
  private static int port() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private JobReport train(String... args) throws IOException {
    TrainCommand command = new TrainCommand();
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--home", folder.toString()));
    new CommandLine(command).parseArgs(all.toArray(new String[0]));
    command.check();
    return command.run(spark, Output.silent());
  }

  private JobReport share(String... args) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--mode", "sharing", "--workers", "2", "--port", "" + port()));
    return train(all.toArray(new String[0]));
  }

  private MemorySink stored(String run) throws IOException {
    MemorySink events = new MemorySink();
    new HistorySource(Home.open(folder.toString()), run).deliver(events::publish);
    return events;
  }

  private static double[] values(MemorySink events, String name, int worker) {
    return events.events(Metric.class).stream()
        .filter(m -> m.name().equals(name) && m.worker() == worker)
        .mapToDouble(Metric::value)
        .toArray();
  }

  private static List<Long> steps(MemorySink events, int worker) {
    return events.events(Snapshot.class).stream()
        .filter(s -> s.worker() == worker && s.param() == Param.W && s.layer().equals("l1"))
        .map(Snapshot::step)
        .toList();
  }

  @Test
  void lossGoesDownAndEveryWorkerIsSeen() throws IOException {
    JobReport report =
        share(
            with(
                TWO,
                "--run",
                "two",
                "--set",
                "snapshots.everySteps=5",
                "--set",
                "snapshots.workers=all",
                "--threshold",
                "0.01"));
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    assertThat(report.results().get(0).steps()).isEqualTo(75);
    MemorySink events = stored("two");
    double[] losses = values(events, MetricNames.TRAIN_LOSS, Event.MODEL);
    assertThat(losses).hasSize(3);
    assertThat(losses[2]).as("losses %s", Arrays.toString(losses)).isLessThan(0.8 * losses[0]);
    // every minibatch of an epoch's 25 is trained on once: the first worker's are 1, 3, ... 25
    for (int worker = 0; worker < 2; worker++) {
      int w = worker;
      assertThat(
              events.events(Metric.class).stream()
                  .filter(m -> m.name().equals(MetricNames.BATCH_LOSS) && m.worker() == w)
                  .map(Metric::step))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, 75).filter(s -> (s - 1) % 25 % 2 == w).boxed().toList());
    }
    assertThat(steps(events, Event.MODEL)).containsExactly(0L, 25L, 50L, 75L);
    assertThat(steps(events, 0)).containsExactly(5L, 15L, 25L, 30L, 40L, 50L, 55L, 65L, 75L);
    assertThat(steps(events, 1)).containsExactly(10L, 20L, 25L, 35L, 45L, 50L, 60L, 70L, 75L);
    // both have applied the same updates, to the last one of the first worker
    double[] apart = values(events, MetricNames.ROUND_DIVERGENCE, Event.MODEL);
    assertThat(apart).hasSize(3);
    assertThat(Arrays.stream(apart).max().orElseThrow()).isLessThan(1e-3);
    assertThat(values(events, MetricNames.TEST_ACCURACY, Event.MODEL)).hasSize(3);
    assertThat(folder.resolve("runs/two/evaluation.json")).exists();
    assertThat(RoundIndex.find(Home.open(folder.toString()), "two").orElseThrow().epoch())
        .isEqualTo(3);
  }

  private static String[] with(String[] common, String... more) {
    List<String> all = new ArrayList<>(List.of(common));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  /** A worker that fails once when its epoch is over; one whose process dies in the second. */
  static final class Fail implements Faults {
    private static final long serialVersionUID = 1L;
    static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    @Override
    public void during(Round round, int worker) {
      if (round.index() == 0 && worker == 1 && FAILED.add("once")) {
        throw new IllegalStateException("on purpose, once");
      }
      if (round.index() == 2 && worker == 0) {
        throw new IllegalStateException("on purpose, for good");
      }
    }
  }

  @Test
  void resumesAtTheLastEpoch() throws IOException {
    Fail.FAILED.clear();
    TrainCommand command = new TrainCommand();
    new CommandLine(command).parseArgs(with(TWO, "--run", "parts"));
    command.check();
    Sharing sharing = new Sharing(1e-3, Sharing.Mesh.TREE, port(), "127.0.0.0/8", "127.0.0.1");
    TrainRequest request =
        new TrainRequest(
            command.manifests(),
            folder.toString(),
            null,
            DataFolder.current(),
            new TrainingOptions(1, false, 1e-9),
            false,
            new Scaling(TrainMode.SHARING, Engine.DL4J, 2, 10, 2, sharing));
    Home home = Home.open(folder.toString());
    for (RunManifest m : request.runs()) {
      new Runs(home).create(new RunStarted(m, m.created()));
    }
    assertThatThrownBy(
            () -> new DistributedTrainer(new Fail()).train(spark, request, null, Output.silent()))
        .isInstanceOf(UserException.class)
        .hasMessage("training failed: on purpose, for good");
    RoundIndex index = RoundIndex.find(home, "parts").orElseThrow();
    assertThat(index.epoch()).isBetween(1, 2);
    assertThat(index.scaling().sharing()).isEqualTo(sharing);
    JobReport report = train("playground", "--run", "parts", "--resume");
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    MemorySink events = stored("parts");
    assertThat(
            events.events(Metric.class).stream()
                .filter(m -> m.name().equals(MetricNames.BATCH_LOSS))
                .map(Metric::step))
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 75).boxed().toList());
    assertThat(values(events, MetricNames.TRAIN_LOSS, Event.MODEL)).hasSize(3);
  }

  @Test
  void lossThatIsNotFiniteEndsTheRunWithoutWaiting() throws IOException {
    JobReport report =
        share(
            with(
                TWO,
                "--run",
                "wild",
                "--threshold",
                "3e38",
                "--set",
                "training.optimiser.learningRate=1e38"));
    assertThat(report.results().get(0).state()).isEqualTo(RunState.FAILED);
    assertThat(report.results().get(0).message())
        .matches("worker [01]: loss became .* at step \\d+: .* layer l\\d .*");
  }

  @Test
  void threadsOfTheServerEndWithTheRun() throws IOException {
    share("playground", "--run", "ends", "--set", "training.epochs=1");
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.startsWith("MessagesExecutorService"));
  }

  @Test
  void takenPortIsSaidInOneLine() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertThatThrownBy(
              () -> train("playground", "--run", "no", "--mode", "sharing", "--port", port))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(
              "nothing can listen at --controller 127.0.0.1 --port " + port + ": ");
    }
    share("playground", "--run", "yes", "--set", "training.epochs=1"); // nothing was left behind
  }

  @Test
  void whatCannotBeSharedIsSaidInOneLine() {
    assertThatThrownBy(() -> share("xor-12-residual", "--run", "no"))
        .hasMessageMatching("layer l\\d+: DL4J has no residual connections");
    assertThatThrownBy(() -> train("playground", "--mode", "sharing", "--workers", "26"))
        .hasMessage("--workers must be at most 25, the minibatches of an epoch: was 26");
    assertThatThrownBy(() -> train("playground", "--mode", "sharing", "--workers", "3"))
        .hasMessage("--workers must be at most 2, the slots that local[2,4] has: was 3");
    assertThat(folder.resolve("runs")).doesNotExist();
  }
}
