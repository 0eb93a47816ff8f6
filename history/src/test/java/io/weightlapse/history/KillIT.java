// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own, killed by the system at moments of a seeded schedule. */
class KillIT {
  private static final int EPOCHS = 60;
  private static final String CHECKPOINTS = "0.02";

  @TempDir Path temp;

  private Process start(String home) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StoredTraining.class.getName(),
            temp.resolve(home).toString(),
            Integer.toString(EPOCHS),
            CHECKPOINTS)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Waits for the line; false at the end of the output. */
  private static boolean await(BufferedReader lines, String wanted) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void killedAgainAndAgainNothingIsLostOrDoubled() throws Exception {
    StoredTraining.train(Home.open(temp.resolve("undisturbed").toString()), EPOCHS, 1000);
    List<String> expected = StoredTraining.rows(Home.open(temp.resolve("undisturbed").toString()));
    Random random = new Random(41);
    int kills = 0;
    boolean trained = false;
    for (int life = 0; life < 40 && !trained; life++) {
      Process process = start("killed");
      try (BufferedReader lines = output(process)) {
        assertThat(await(lines, "begins")).isTrue();
        if (life < 12) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(900)); // any moment will do
          process.toHandle().destroyForcibly(); // unlike Process, it leaves the output open
        }
        trained = await(lines, "trained");
      }
      kills += process.waitFor() == 0 ? 0 : 1;
    }
    assertThat(trained).isTrue();
    assertThat(kills).isGreaterThan(0);
    assertThat(StoredTraining.rows(Home.open(temp.resolve("killed").toString())))
        .isEqualTo(expected);
  }
}
