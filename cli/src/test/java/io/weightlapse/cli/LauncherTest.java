// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LauncherTest {
  @Test
  void jvmOptionsHoldEveryFlagThatSparkNeeds() throws Exception {
    assertThat(Files.readAllLines(Path.of("..", "bin", "jvm.options")))
        .containsAll(Cli.sparkFlags());
  }
}
