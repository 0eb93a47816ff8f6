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
    assertThat(of("--mode sharing"))
        .isEqualTo(new Scaling(TrainMode.SHARING, Engine.DL4J, 0, 10, 2, Sharing.STANDARD));
    assertThat(
            of("--mode sharing --threshold 1e-3 --mesh tree --port 4000"
                    + " --network-mask 10.1.0.0/16 --controller 10.1.2.3")
                .sharing())
        .isEqualTo(new Sharing(1e-3, Sharing.Mesh.TREE, 4000, "10.1.0.0/16", "10.1.2.3"));
    assertThat(of("--mode averaging").engine().resolved()).isEqualTo(Engine.FUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode both|--mode must be single or averaging or sharing: was both",
        "--mode averaging --engine gpu|--engine must be auto or fused or dl4j: was gpu",
        "--mode averaging --workers 0|--workers must be >= 1: was 0",
        "--mode averaging --averaging-frequency 0|--averaging-frequency must be >= 1: was 0",
        "--mode averaging --tree-depth 0|--tree-depth must be >= 1: was 0",
        "--workers 2|--workers needs --mode averaging or sharing",
        "--averaging-frequency 2|--averaging-frequency needs --mode averaging",
        "--engine dl4j|--engine needs --mode averaging or sharing",
        "--mode sharing --averaging-frequency 2|--averaging-frequency needs --mode averaging",
        "--mode sharing --tree-depth 2|--tree-depth needs --mode averaging",
        "--mode sharing --engine fused|--engine must be dl4j with --mode sharing: was fused",
        "--mode averaging --threshold 0.1|--threshold needs --mode sharing",
        "--port 4000|--port needs --mode sharing",
        "--mode sharing --threshold 0|--threshold must be positive: was 0.0",
        "--mode sharing --threshold -1|--threshold must be positive: was -1.0",
        "--mode sharing --threshold NaN|--threshold must be positive: was NaN",
        "--mode sharing --mesh ring|--mesh must be plain or tree: was ring",
        "--mode sharing --port 0|--port must be between 1 and 65535: was 0",
        "--mode sharing --port 65536|--port must be between 1 and 65535: was 65536",
        "--mode sharing --network-mask 10.0.0.0|--network-mask must be an address and its bits, as"
            + " 10.0.0.0/8: was 10.0.0.0",
        "--mode sharing --network-mask 10.0.0.256/8|--network-mask must be an address and its bits,"
            + " as 10.0.0.0/8: was 10.0.0.256/8",
        "--mode sharing --network-mask 10.0.0.0/33|--network-mask must be an address and its bits,"
            + " as 10.0.0.0/8: was 10.0.0.0/33",
        "--mode sharing --controller here|--controller must be an IPv4 address, as 10.0.0.1: was"
            + " here",
      })
  void mistakesAreSaidInOneLine(String line, String message) {
    assertThatThrownBy(() -> of(line)).hasMessage(message);
  }
}
