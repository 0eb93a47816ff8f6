// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.util.UserException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TrainCommandTest {
  private static TrainCommand of(String... args) {
    TrainCommand command = new TrainCommand();
    new CommandLine(command).parseArgs(args);
    return command;
  }

  @Test
  void runIdsSayExperimentAndTime() {
    Instant time = Instant.parse("2026-11-22T18:45:01Z");
    assertThat(RunIds.of("xor", null, 1, time)).hasSize(1);
    assertThat(RunIds.of("xor", null, 1, time).get(0)).matches("xor-20261122-184501-[0-9a-f]{4}");
    assertThat(RunIds.of("xor", "mine", 1, time)).containsExactly("mine");
    assertThat(RunIds.of("xor", "mine", 3, time)).containsExactly("mine-00", "mine-01", "mine-02");
    assertThat(RunIds.of("xor", "mine", 101, time)).contains("mine-007").endsWith("mine-100");
  }

  @Test
  void manifestSaysWhatIsNeededToRepeatTheRun() {
    RunManifest m = of("xor", "--seed", "7", "--set", "training.epochs=5").manifests().get(0);
    assertThat(m.experiment().training().seed()).isEqualTo(7);
    assertThat(m.experiment().training().epochs()).isEqualTo(5);
    assertThat(m.dataHash()).matches("[0-9a-f]{64}");
    assertThat(m.versions()).containsKeys("weightlapse", "java", "spark");
    assertThat(of("xor").manifests().get(0).dataHash()).isEqualTo(m.dataHash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5..3", "a..b", "-1..2", "1..2..3", "0..99999", ""})
  void wrongSeedsAreSaid(String seeds) {
    assertThatThrownBy(() -> of("xor", "--seeds=" + seeds).manifests())
        .isInstanceOf(UserException.class)
        .hasMessage("--seeds must be A..B with 0 <= A <= B < A + 10000: was " + seeds);
  }

  @Test
  void wrongOptionsAreSaid() {
    assertThatThrownBy(() -> of("xor", "--seed", "1", "--seeds", "1..2").manifests())
        .hasMessage("--seed and --seeds cannot go together");
    assertThatThrownBy(() -> of("xor", "--kafka", "somewhere").kafkaSettings())
        .hasMessage("--kafka must be none or HOST:PORT: was somewhere");
    assertThatThrownBy(() -> of("xor", "--conf", "acks=0").kafkaSettings())
        .hasMessage("--conf takes kafka.NAME=VALUE or spark.NAME=VALUE: was acks");
    assertThatThrownBy(() -> of("xor", "--set", "network.inputs=3").manifests())
        .hasMessage("xor: network.inputs must be the 2 features of the data: was 3");
  }

  @Test
  void stepsAreChosenAmongTheStoredOnes() {
    List<Long> stored = List.of(0L, 500L, 1000L, 1500L);
    var xor = of("xor").manifests().get(0).experiment();
    assertThat(new StepChoice("all").of(stored, xor)).isEqualTo(stored);
    assertThat(new StepChoice("last").of(stored, xor)).containsExactly(1500L);
    assertThat(new StepChoice("frames").of(stored, xor)).containsExactly(500L, 1000L, 1500L);
    assertThat(new StepChoice("1000, 0").of(stored, xor)).containsExactly(0L, 1000L);
    assertThatThrownBy(() -> new StepChoice("some"))
        .hasMessage(
            "--steps must be frames, last, all, A:B:EVERY or numbers with commas: was some");
    assertThatThrownBy(() -> new StepChoice("9000").of(stored, xor))
        .hasMessage("no snapshot of step 9000; the nearest is 1500");
  }
}
