// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.SnapshotPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static Experiment xor(SnapshotPolicy snapshots) {
    Experiment e = ExperimentReader.builtIn("xor");
    return new Experiment(
        e.name(),
        e.title(),
        e.description(),
        e.data(),
        e.network(),
        e.init(),
        e.training(),
        snapshots,
        io.weightlapse.core.experiment.MetricSpec.EPOCHS,
        e.frames(),
        e.landscape());
  }

  @Test
  void hasTheNotebooksFrames() {
    Schedule schedule = new Schedule(xor(new SnapshotPolicy(0, 1, List.of())), 500);
    assertThat(schedule.frames()).isEqualTo(26);
    assertThat(schedule.epoch(14)).isEqualTo(50);
    assertThat(schedule.step(25)).isEqualTo(300_500);
    assertThat(schedule.frameOfStep(300_500)).isEqualTo(25);
    assertThat(schedule.frameOfStep(300_499)).isEqualTo(-1);
    assertThat(schedule.frameOfEpoch(600)).isEqualTo(25);
    assertThat(schedule.frameOfEpoch(599)).isEqualTo(-1);
  }

  @Test
  void leavesOutFramesWhoseSnapshotsAreNotKept() {
    Schedule tenth = new Schedule(xor(new SnapshotPolicy(0, 5, List.of())), 500);
    assertThat(tenth.frames()).isEqualTo(2);
    assertThat(tenth.epoch(0)).isEqualTo(4);
    assertThat(tenth.epoch(1)).isEqualTo(600);
    assertThat(new Schedule(xor(new SnapshotPolicy(1, 0, List.of())), 500).frames()).isEqualTo(26);
    assertThat(new Schedule(xor(new SnapshotPolicy(0, 1, List.of("l1"))), 500).frames()).isZero();
  }
}
