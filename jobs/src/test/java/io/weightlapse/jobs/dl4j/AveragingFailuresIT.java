// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static io.weightlapse.jobs.TrainingHome.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.JobReport;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.StopSignal;
import io.weightlapse.jobs.TrainMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;

/** Rounds that fail, stop or cannot begin: what is stored, and what a resume gives. */
class AveragingFailuresIT extends DistributedTraining {
  private static final String[] TWO = AveragingIT.TWO;

  /** A worker that fails once before its events are stored, and one that fails after. */
  static final class FailOnce implements Faults {
    private static final long serialVersionUID = 1L;
    static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    @Override
    public void during(Round round, int worker) {
      if (round.index() == 2 && worker == 1 && FAILED.add("during")) {
        throw new IllegalStateException("on purpose, before");
      }
    }

    @Override
    public void after(Round round, int worker) {
      if (round.index() == 4 && worker == 0 && FAILED.add("after")) {
        throw new IllegalStateException("on purpose, after");
      }
    }
  }

  @Test
  void retriedTasksNeitherLoseNorDoubleARound() throws IOException {
    runs.train(with(TWO, "--run", "smooth"));
    FailOnce.FAILED.clear();
    trainWith(new FailOnce(), 1e9, with(TWO, "--run", "bumpy"));
    assertThat(FailOnce.FAILED).containsExactlyInAnyOrder("during", "after");
    assertThat(runs.last("bumpy")).isEqualTo(runs.last("smooth"));
    assertThat(rows("bumpy")).isEqualTo(rows("smooth"));
  }

  /** The driver dies: a task that fails each time ends the job in the middle of a round. */
  record FailAlways(String checkpoint) implements Faults {
    @Override
    public void during(Round round, int worker) {
      if (round.index() == 7 && worker == 1) {
        await(Path.of(checkpoint)); // it is written beside the rounds
        throw new IllegalStateException("on purpose, for good");
      }
    }
  }

  @Test
  void resumedRunEndsWithTheBitsOfOneThatNeverStopped() throws IOException {
    String[] adam = with(TWO, "--set", "training.optimiser.name=adam");
    runs.train(with(adam, "--run", "whole"));
    String file = folder.resolve("checkpoints/parts/round.json").toString();
    assertThatThrownBy(() -> trainWith(new FailAlways(file), 1e-9, with(adam, "--run", "parts")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("on purpose, for good");
    Home home = runs.home();
    RoundIndex index = RoundIndex.find(home, "parts").orElseThrow();
    assertThat(index.round()).isBetween(1, 7);
    runs.train("playground", "--run", "parts", "--resume");
    assertThat(runs.last("parts")).isEqualTo(runs.last("whole"));
    assertThat(rows("parts")).isEqualTo(rows("whole"));
    assertThat(changes("parts")).isEqualTo(changes("whole"));
    assertThat(runs.values("parts", MetricNames.TRAIN_LOSS))
        .isEqualTo(runs.values("whole", MetricNames.TRAIN_LOSS));
  }

  /** Ctrl-C on a cluster: the driver cancels the round under way. */
  static final class Stop implements Faults {
    private static final long serialVersionUID = 1L;

    @Override
    public void during(Round round, int worker) {
      if (round.index() == 3) {
        StopSignal.request();
        throw new IllegalStateException("cancelled");
      }
    }
  }

  @Test
  void cancelledRoundLeavesACheckpointOfTheOneBefore() throws IOException {
    runs.train(with(TWO, "--run", "calm"));
    try {
      trainWith(new Stop(), 1e9, with(TWO, "--run", "stopped"));
    } finally {
      StopSignal.clear();
    }
    Home home = runs.home();
    assertThat(new Runs(home).ended("stopped").orElseThrow().state()).isEqualTo(RunState.STOPPED);
    assertThat(RoundIndex.find(home, "stopped").orElseThrow().step()).isEqualTo(18);
    runs.train("playground", "--run", "stopped", "--resume");
    assertThat(runs.last("stopped")).isEqualTo(runs.last("calm"));
    assertThat(runs.values("stopped", MetricNames.TRAIN_LOSS))
        .isEqualTo(runs.values("calm", MetricNames.TRAIN_LOSS));
  }

  /** Nothing to go on from is stored, though a checkpoint is due all the time. */
  @Test
  void divergenceEndsTheRunWithTheLayer() throws IOException {
    for (String engine : List.of("fused", "dl4j")) {
      String run = "nan-" + engine;
      String[] fast = with(TWO, "--set", "training.optimiser.learningRate=1e30");
      JobReport report =
          runs.train(with(fast, "--run", run, "--engine", engine, "--checkpoint-seconds", "1e-9"));
      TrainingResult result = report.results().get(0);
      assertThat(result.state()).isEqualTo(RunState.FAILED);
      assertThat(result.message())
          .matches("worker [01]: loss became (NaN|Infinity) at step [1-6]: .*(layer|features).*");
      assertThat(RoundIndex.find(runs.home(), run)).isEmpty();
      List<Long> steps =
          runs.stored(run).events(Snapshot.class).stream()
              .filter(s -> s.worker() == Event.MODEL && s.param() == Param.W)
              .filter(s -> s.layer().equals("l1"))
              .map(Snapshot::step)
              .toList();
      assertThat(steps).containsExactly(0L, 6L); // the last state once
    }
  }

  @Test
  void checkpointsAreZipsOfDl4j() throws IOException {
    runs.train(with(TWO, "--run", "zip"));
    Home home = runs.home();
    RoundIndex index = RoundIndex.find(home, "zip").orElseThrow();
    assertThat(index.step()).isEqualTo(50);
    assertThat(index.epoch()).isEqualTo(2);
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(
            folder.resolve("checkpoints/zip/" + index.zip()).toFile(), true);
    assertThat(network.params().toFloatVector()).isEqualTo(runs.last("zip"));
    assertThat(network.getLayer(0).conf().getLayer().getLayerName()).isEqualTo("l1");
    Scaling more = index.scaling().withWorkers(5);
    new RoundIndex(index.zip(), more, 10, 2, 0, 50, 26, index.sums(), "").save(home, "zip");
    assertThatThrownBy(() -> runs.train("playground", "--run", "zip", "--resume"))
        .isInstanceOf(UserException.class)
        .hasMessage("run zip began with 5 workers, each of which needs a slot: local[2,4] has 2");
  }

  @Test
  void whatCannotBeSpreadIsSaidInOneLine() {
    assertThatThrownBy(() -> runs.train("xor-12-residual", "--mode", "averaging"))
        .hasMessageMatching("layer l\\d+: DL4J has no residual connections");
    assertThatThrownBy(() -> runs.train("playground", "--mode", "averaging", "--workers", "26"))
        .hasMessage("--workers must be at most 25, the minibatches of an epoch: was 26");
    assertThatThrownBy(() -> runs.train("playground", "--mode", "averaging", "--workers", "3"))
        .hasMessage("--workers must be at most 2, the slots that local[2,4] has: was 3");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  /** What statistics say of the steps since the ones before: a resume knows these. */
  private List<String> changes(String run) throws IOException {
    return runs.stored(run).events(LayerStats.class).stream()
        .map(
            s ->
                AveragingIT.key(s.worker(), s.step(), s.layer(), s.param())
                    + (" " + s.fromStep() + " " + s.change().l2() + " " + s.updates())
                    + (" " + s.gradientNorm() + " " + s.deadFraction()))
        .sorted()
        .toList();
  }

  private void trainWith(Faults faults, double checkpointSeconds, String... args)
      throws IOException {
    Scaling scaling = new Scaling(TrainMode.AVERAGING, Engine.AUTO, 2, 3, 2);
    runs.train(new DistributedTrainer(faults), scaling, checkpointSeconds, args);
  }

  /** Rows as they lie in the files, but for how often a checkpoint was due: that is the clock's. */
  private Map<String, Long> rows(String run) throws IOException {
    Map<String, Long> rows = new TreeMap<>(runs.rows(run));
    long checkpoints = runs.values(run, MetricNames.roundPhase("checkpoint")).length;
    rows.merge("metrics/run=", -checkpoints, Long::sum);
    assertThat(new Runs(runs.home()).ended(run)).isPresent();
    return rows;
  }
}
