// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ScalingOptionsTest {
  private static Scaling of(String line) {
    TrainCommand command = new TrainCommand();
    new CommandLine(command).parseArgs(("xor " + line).strip().split(" +"));
    return command.scaling();
  }

  @Test
  void defaults() {
    assertThat(of("")).isEqualTo(Scaling.SINGLE);
    Scaling averaging = of("--mode averaging");
    assertThat(averaging.workers()).isZero();
    assertThat(averaging.averagingFrequency()).isEqualTo(10);
    assertThat(averaging.engine()).isEqualTo(Engine.AUTO);
    assertThat(of("--mode averaging --workers 3 --averaging-frequency 7 --engine dl4j"))
        .isEqualTo(new Scaling(TrainMode.AVERAGING, Engine.DL4J, 3, 7, 2));
    assertThat(of("--mode averaging").engine().resolved()).isEqualTo(Engine.FUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode both|--mode must be single or averaging: was both",
        "--mode averaging --engine gpu|--engine must be auto or fused or dl4j: was gpu",
        "--mode averaging --workers 0|--workers must be >= 1: was 0",
        "--mode averaging --averaging-frequency 0|--averaging-frequency must be >= 1: was 0",
        "--mode averaging --tree-depth 0|--tree-depth must be >= 1: was 0",
        "--workers 2|--workers needs --mode averaging",
        "--averaging-frequency 2|--averaging-frequency needs --mode averaging",
        "--engine dl4j|--engine dl4j needs --mode averaging",
      })
  void mistakesAreSaidInOneLine(String line, String message) {
    assertThatThrownBy(() -> of(line)).hasMessage(message);
  }
}
