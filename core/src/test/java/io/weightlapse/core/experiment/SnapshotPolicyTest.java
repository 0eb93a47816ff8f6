// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.event.Event;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SnapshotPolicyTest {
  private static Experiment experiment(String snapshots) {
    ObjectNode tree = ExperimentReader.tree("xor");
    tree.set("snapshots", ExperimentReader.value(snapshots));
    return ExperimentReader.read(tree, "test");
  }

  private static List<Long> kept(String snapshots, int until) {
    SnapshotPolicy policy = experiment(snapshots).snapshots();
    return LongStream.rangeClosed(1, until).filter(policy::keepsStep).boxed().toList();
  }

  @Test
  void keepsTheStepsThatARuleNames() {
    assertThat(kept("{everySteps: 4}", 13)).containsExactly(4L, 8L, 12L);
    assertThat(kept("{everySteps: 4, untilStep: 8}", 13)).containsExactly(4L, 8L);
    assertThat(kept("{firstSteps: 3}", 13)).containsExactly(1L, 2L, 3L);
    assertThat(kept("{steps: [12, 5, 5]}", 13)).containsExactly(5L, 12L);
    assertThat(kept("{perDecade: 3}", 1000))
        .containsExactly(1L, 2L, 5L, 10L, 22L, 46L, 100L, 215L, 464L, 1000L);
    assertThat(kept("{perDecade: 1, untilStep: 99}", 1000)).containsExactly(1L, 10L);
    assertThat(kept("{everyEpochs: 1}", 1000)).isEmpty();
  }

  @Test
  void rulesAddUp() {
    assertThat(kept("[{firstSteps: 2}, {everySteps: 5}, {steps: [7]}]", 11))
        .containsExactly(1L, 2L, 5L, 7L, 10L);
    SnapshotPolicy policy =
        experiment("[{firstSteps: 9, layers: [l2]}, {everyEpochs: 2}]").snapshots();
    assertThat(policy.keeps("l2", 3, -1)).isTrue();
    assertThat(policy.keeps("l1", 3, -1)).isFalse();
    assertThat(policy.keeps("l1", 1000, 1)).isTrue();
    assertThat(policy.keeps("l1", 500, 0)).isFalse();
    assertThat(policy.keepsLayer("l1")).isTrue();
  }

  @Test
  void keepsWorkersWhereAsked() {
    SnapshotPolicy all = experiment("{everySteps: 2, workers: all}").snapshots();
    assertThat(all.keeps(3, "l1", 2, -1)).isTrue();
    assertThat(all.keeps(3, "l1", 3, -1)).isFalse();
    SnapshotPolicy some = experiment("{everySteps: 2, workers: [0, 2]}").snapshots();
    assertThat(some.keeps(0, "l1", 2, -1)).isTrue();
    assertThat(some.keeps(1, "l1", 2, -1)).isFalse();
    assertThat(some.keeps(Event.MODEL, "l1", 2, -1)).isTrue();
    SnapshotPolicy average = experiment("{everySteps: 2}").snapshots();
    assertThat(average.keeps(0, "l1", 2, -1)).isFalse();
    assertThat(average.keeps(Event.MODEL, "l1", 2, -1)).isTrue();
  }

  @Test
  void storageStandsBesideOneRuleOrAList() {
    assertThat(experiment("{everyEpochs: 1}").snapshots().storage())
        .isEqualTo(SnapshotStorage.FLOAT32);
    assertThat(experiment("{storage: bfloat16, everyEpochs: 1}").snapshots().storage())
        .isEqualTo(SnapshotStorage.BFLOAT16);
    SnapshotPolicy both =
        experiment("{storage: bfloat16, rules: [{firstSteps: 2}, {everySteps: 9}]}").snapshots();
    assertThat(both.rules()).hasSize(2);
    assertThat(both.storage()).isEqualTo(SnapshotStorage.BFLOAT16);
  }

  @Test
  void readsBackWhatItWrites() {
    for (String text :
        List.of(
            "{storage: bfloat16, rules: [{steps: [1, 7], workers: [0]}, {perDecade: 5}]}",
            "[{firstSteps: 3, workers: all, layers: [l1]}, {everyEpochs: 2, untilStep: 50}]")) {
      Experiment e = experiment(text);
      assertThat(ExperimentReader.read(ExperimentTree.write(e), "back")).isEqualTo(e);
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> experiment("{everySteps: -1}"))
        .hasMessageContaining("snapshots.everySteps must be >= 0: was -1");
    assertThatThrownBy(() -> experiment("{steps: [3, -2]}"))
        .hasMessageContaining("snapshots.steps must be >= 0: was -2");
    assertThatThrownBy(() -> experiment("{steps: [1.5]}"))
        .hasMessageContaining("snapshots.steps must hold whole numbers: was 1.5");
    assertThatThrownBy(() -> experiment("{perDecade: 1001}"))
        .hasMessageContaining("snapshots.perDecade must be 0..1000: was 1001");
    assertThatThrownBy(() -> experiment("{workers: none}"))
        .hasMessageContaining("snapshots.workers must be one of all, average: was none");
    assertThatThrownBy(() -> experiment("{workers: []}"))
        .hasMessageContaining("snapshots.workers must be all, average or a list of workers");
    assertThatThrownBy(() -> experiment("{storage: float16, everySteps: 1}"))
        .hasMessageContaining("snapshots.storage must be one of float32, bfloat16: was float16");
    assertThatThrownBy(() -> experiment("{storage: float32, rules: [{steps: [1]}], everySteps: 1}"))
        .hasMessageContaining("unknown key snapshots.everySteps");
    assertThatThrownBy(() -> experiment("{everySteps: 1, layers: [l9]}"))
        .hasMessageContaining("snapshots.layers names no layer of the network: l9");
  }

  @Test
  void bfloat16RoundsToTheNearestEven() {
    float[] values = {
      1f,
      Float.intBitsToFloat(0x3f808000), // half way, even below
      Float.intBitsToFloat(0x3f818000), // half way, even above
      Float.intBitsToFloat(0x3f808001),
      -0f,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      Float.intBitsToFloat(0x7f800001), // a NaN whose payload lies below
      Float.intBitsToFloat(0xffc51234),
      Float.MIN_VALUE
    };
    int[] expected = {
      0x3f800000,
      0x3f800000,
      0x3f820000,
      0x3f810000,
      0x80000000,
      0xff800000,
      0x7f800000,
      0x7fc00000,
      0xffc50000,
      0
    };
    float[] kept = SnapshotStorage.BFLOAT16.kept(values);
    for (int i = 0; i < kept.length; i++) {
      assertThat(Float.floatToRawIntBits(kept[i])).as("value %d", i).isEqualTo(expected[i]);
    }
    assertThat(SnapshotStorage.FLOAT32.kept(values)).isSameAs(values);
  }
}
