// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.SnapshotPlan;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoragePlanTest {
  @TempDir Path folder;

  private static Experiment xor(String... settings) {
    return ExperimentReader.read(
        Overrides.apply(ExperimentReader.tree("xor"), List.of(settings)).get(0), "xor");
  }

  private static RunManifest manifest(Experiment e) {
    return new RunManifest("plan-1", e, Instant.EPOCH, "00", Map.of());
  }

  /** What the plan counts is what a training publishes. */
  @Test
  void countsWhatATrainingPublishes() throws IOException {
    for (String snapshots :
        List.of(
            "{everyEpochs: 2}",
            "[{firstSteps: 9}, {everySteps: 70, layers: [l2, l4]}]",
            "{storage: bfloat16, rules: [{perDecade: 4}, {steps: [17, 501]}]}")) {
      Experiment e =
          xor(
              "training.epochs=5",
              "snapshots=" + snapshots,
              "metrics.everySteps=50",
              "metrics.statisticsEverySteps=40");
      MemorySink sink = new MemorySink();
      try (Training training =
          new Training(
              manifest(e),
              TrainingData.load(e, DataFolder.current()),
              sink,
              TrainingListener.NONE,
              TrainingOptions.standard(),
              CheckpointStore.NONE,
              Clock.systemUTC())) {
        training.run();
      }
      SnapshotPlan plan = SnapshotPlan.of(e, e.data().rows(), 0);
      List<Snapshot> kept = sink.events(Snapshot.class);
      assertThat(plan.tensors()).isEqualTo(kept.size());
      assertThat(plan.snapshots())
          .isEqualTo(kept.stream().mapToLong(Snapshot::step).distinct().count());
      assertThat(plan.rows()).isEqualTo(kept.stream().mapToLong(Snapshot::rows).sum());
      assertThat(plan.values()).isEqualTo(kept.stream().mapToLong(s -> s.values().length).sum());
      assertThat(plan.statistics()).isEqualTo(sink.events(LayerStats.class).size());
      assertThat(plan.metrics()).isGreaterThanOrEqualTo(sink.events(Metric.class).size());
    }
  }

  @Test
  void workersAreCountedWhereTheyAreKept() {
    Experiment e = xor("training.epochs=2", "snapshots={everyEpochs: 1, workers: all}");
    assertThat(SnapshotPlan.of(e, 500, 3).tensors()).isEqualTo(8 * 3 + 8 * 2 * 3);
    Experiment one = xor("training.epochs=2", "snapshots={everyEpochs: 1, workers: [1]}");
    assertThat(SnapshotPlan.of(one, 500, 3).tensors()).isEqualTo(8 * 3 + 8 * 2);
  }

  /** Workers end a round after some steps; what the policy keeps between is kept once, there. */
  @Test
  void roundsAreCountedOnce() {
    Experiment e = xor("training.epochs=2", "snapshots={everySteps: 1, workers: all}");
    int perEpoch = e.training().stepsPerEpoch(500);
    SnapshotPlan plan = SnapshotPlan.of(e, 500, 2, 6);
    int rounds = 2 * ((perEpoch + 5) / 6);
    assertThat(plan.snapshots()).isEqualTo(1 + rounds);
    assertThat(plan.tensors()).isEqualTo(8 + 8 * 3 * rounds);
    assertThat(plan.statistics()).isEqualTo(plan.tensors()); // of the workers too
  }

  @Test
  void saysSizesForPeople() {
    assertThat(StoragePlan.size(0)).isEqualTo("0 B");
    assertThat(StoragePlan.size(999)).isEqualTo("999 B");
    assertThat(StoragePlan.size(1000)).isEqualTo("1.0 kB");
    assertThat(StoragePlan.size(4_234_000_000L)).isEqualTo("4.2 GB");
    assertThat(StoragePlan.size(999_960)).isEqualTo("1.0 MB");
    SnapshotPlan plan = new SnapshotPlan(1234, 1234, 0, 1_000_000_000, 0, 0, 4, 0);
    assertThat(StoragePlan.line(plan, false))
        .isEqualTo("keeps 1,234 snapshots, about 4.0 GB in Parquet");
    assertThat(StoragePlan.line(plan, true))
        .isEqualTo("keeps 1,234 snapshots, about 4.0 GB in Parquet, 4.0 GB to Kafka");
  }

  @Test
  void refusesWhatTheDiskHasNoRoomFor() {
    Experiment e = ExperimentReader.builtIn("mnist-mlp");
    Experiment huge =
        ExperimentReader.read(
            Overrides.apply(
                    ExperimentReader.tree("mnist-mlp"),
                    List.of("snapshots={everySteps: 1}", "training.epochs=2000"))
                .get(0),
            "huge");
    assertThat(SnapshotPlan.of(e, 48_000, 0).parquetBytes()).isBetween(400_000_000L, 700_000_000L);
    RecordedOutput out = new RecordedOutput();
    assertThatThrownBy(
            () ->
                StoragePlan.announce(
                    Home.open(folder.toString()),
                    new TrainRequest(
                        List.of(manifest(huge)),
                        folder.toString(),
                        null,
                        DataFolder.current(),
                        TrainingOptions.standard(),
                        false,
                        Scaling.SINGLE),
                    0,
                    out))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "home .* must have about 2\\d\\.\\d TB free for the snapshots: was [0-9.]+ [kMGT]B");
    assertThat(out.lines).isEmpty();
  }
}
