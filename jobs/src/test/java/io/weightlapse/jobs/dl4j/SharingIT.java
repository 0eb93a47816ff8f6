// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static io.weightlapse.jobs.TrainingHome.values;
import static io.weightlapse.jobs.TrainingHome.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.JobReport;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.Sharing;
import io.weightlapse.jobs.TrainMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Shared updates on a real Spark, with DL4J's parameter server on loopback. */
class SharingIT extends DistributedTraining {
  private static final String[] TWO = {
    "playground", "--set", "training.epochs=3", "--set", "metrics.everySteps=1"
  };

  private JobReport share(String... args) throws IOException {
    return runs.train(with(args, "--mode", "sharing", "--workers", "2"));
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
    MemorySink events = runs.stored("two");
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
    // both have applied the same updates in the same order, to the last one of the first worker
    double[] apart = values(events, MetricNames.ROUND_DIVERGENCE, Event.MODEL);
    assertThat(apart).hasSize(3);
    assertThat(apart).containsOnly(0);
    assertThat(values(events, MetricNames.TEST_ACCURACY, Event.MODEL)).hasSize(3);
    runs.train("playground", "--run", "single", "--set", "training.epochs=3");
    double[] single = runs.values("single", MetricNames.TEST_ACCURACY);
    assertThat(runs.values("two", MetricNames.TEST_ACCURACY)[2]).isGreaterThan(single[2] - 0.05);
    assertThat(folder.resolve("runs/two/evaluation.json")).exists();
    assertThat(RoundIndex.find(runs.home(), "two").orElseThrow().epoch()).isEqualTo(3);
  }

  /** A worker that fails once when its epoch is over; one whose process dies in the second. */
  record Fail(String checkpoint) implements Faults {
    static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    @Override
    public void during(Round round, int worker) {
      if (round.index() == 0 && worker == 1 && FAILED.add("once")) {
        throw new IllegalStateException("on purpose, once");
      }
      if (round.index() == 2 && worker == 0) {
        await(Path.of(checkpoint)); // it is written beside the epochs
        throw new IllegalStateException("on purpose, for good");
      }
    }
  }

  @Test
  void resumesAtTheLastEpoch() throws IOException {
    Fail.FAILED.clear();
    share(with(TWO, "--run", "whole"));
    Scaling scaling = new Scaling(TrainMode.SHARING, Engine.DL4J, 2, 10, 2, Sharing.STANDARD);
    Home home = runs.home();
    String file = folder.resolve("checkpoints/parts/round.json").toString();
    assertThatThrownBy(
            () ->
                runs.train(
                    new DistributedTrainer(new Fail(file)),
                    scaling,
                    1e-9,
                    with(TWO, "--run", "parts")))
        .isInstanceOf(UserException.class)
        .hasMessage("training failed: on purpose, for good");
    RoundIndex index = RoundIndex.find(home, "parts").orElseThrow();
    assertThat(index.epoch()).isBetween(1, 2);
    assertThat(index.scaling()).isEqualTo(scaling);
    JobReport report = runs.train("playground", "--run", "parts", "--resume");
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    MemorySink events = runs.stored("parts");
    assertThat(runs.last("parts")).isEqualTo(runs.last("whole"));
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
  void whatCannotBeSharedIsSaidInOneLine() {
    assertThatThrownBy(() -> share("xor-12-residual", "--run", "no"))
        .hasMessageMatching("layer l\\d+: DL4J has no residual connections");
    assertThatThrownBy(() -> runs.train("playground", "--mode", "sharing", "--workers", "26"))
        .hasMessage("--workers must be at most 25, the minibatches of an epoch: was 26");
    assertThatThrownBy(() -> runs.train("playground", "--mode", "sharing", "--workers", "3"))
        .hasMessage("--workers must be at most 2, the slots that local[2,4] has: was 3");
    assertThat(folder.resolve("runs")).doesNotExist();
  }
}
