// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir Path folder;

  @Test
  void listShowsWhatIsThere() throws IOException {
    Cli.Result empty = Cli.here("data", "list", "--data-dir", folder.resolve("no"));
    assertThat(empty.code()).isZero();
    assertThat(empty.out()).startsWith("no data sets in " + folder.resolve("no"));
    Path set = Files.createDirectory(folder.resolve("dots"));
    Files.write(
        set.resolve("train-images-idx3-ubyte"),
        ByteBuffer.allocate(18).putInt(0x803).putInt(2).putInt(1).putInt(1).array());
    Files.write(
        set.resolve("train-labels-idx1-ubyte"),
        ByteBuffer.allocate(10).putInt(0x801).putInt(2).array());
    Cli.Result result = Cli.here("data", "list", "--data-dir", folder);
    assertThat(result.out())
        .containsPattern("dots +IDX +2 +- +ready")
        .containsPattern("spiral +two spirals +per cent");
  }

  @Test
  void fetchTakesKnownNames() {
    Cli.Result result = Cli.here("data", "fetch", "mnsit", "--data-dir", folder);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("weightlapse: unknown data set mnsit; did you mean mnist? (known: ");
  }

  @Test
  void fetchKeepsFilesThatAreThere() throws IOException {
    Path batches = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    for (int i = 1; i <= 6; i++) {
      Files.createFile(batches.resolve(i == 6 ? "test_batch.bin" : "data_batch_" + i + ".bin"));
    }
    Cli.Result result = Cli.here("data", "fetch", "cifar10", "--data-dir", folder);
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("cifar-10-batches-bin: already there\n");
  }

  @Test
  void withoutACommandItSaysHowToGoOn() {
    Cli.Result result = Cli.here("data");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "weightlapse: Missing required subcommand\n"
                + "weightlapse: try weightlapse data --help\n");
  }
}
