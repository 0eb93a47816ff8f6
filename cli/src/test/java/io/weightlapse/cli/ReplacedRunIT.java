// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What surfaces and animations show does not depend on how the weights are stored. */
class ReplacedRunIT {
  private static final String RUN = "small";

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private static String run(Object... args) {
    Cli.Result result = Cli.here(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out() + result.err();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  @Test
  void surfacesAndAnimationsOfPathsAreThoseOfTheFilesAsWritten() throws Exception {
    run("train", "xor", "--run", RUN, "--set", "training.epochs=100", "--home", home());
    run("landscape", RUN, "--slice", "neurons", "--home", home());
    run("animate", RUN, "--home", home());
    Path animations = home().resolve("animations").resolve(RUN);
    Path before = folder.resolve("before");
    Files.move(animations, before);
    assertThat(files(before)).anyMatch(f -> f.toString().endsWith(".gif"));

    run("compact", RUN, "--replace", "--grace", "0s", "--home", home());
    assertThat(files(home().resolve("weights"))).isEmpty();

    // the surfaces are computed anew: the earlier ones make room
    String said = run("landscape", RUN, "--slice", "neurons", "--home", home());
    assertThat(said).doesNotContain("\tat ");
    run("animate", RUN, "--home", home());
    assertThat(files(animations)).isEqualTo(files(before));
    for (Path file : files(before)) {
      if (file.toString().matches(".*\\.(gif|png)")) {
        assertThat(Files.mismatch(animations.resolve(file), before.resolve(file)))
            .as(file.toString())
            .isEqualTo(-1);
      }
    }
  }
}
