// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.history.compact.SampleRun;
import io.weightlapse.history.compact.Stored;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compactions in processes of their own, killed by the system at moments of a seeded schedule. */
class CompactKillIT {
  private static final int STEPS = 3000;
  private static final int KILLS = 5;

  @TempDir Path temp;

  private List<String> compact(String home, int killAfter) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CompactProcess.class.getName(),
                temp.resolve(home).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == killAfter) {
          process.toHandle().destroyForcibly(); // unlike Process, it leaves the output open
        }
      }
    }
    process.waitFor();
    return lines;
  }

  private Home run(String name) throws IOException {
    Home home = Home.open(temp.resolve(name).toString());
    SampleRun.write(home, "train", 0, STEPS, 1);
    return home;
  }

  @Test
  void killedAgainAndAgainEveryRowIsReadOnce() throws Exception {
    run("undisturbed");
    List<String> undisturbed = compact("undisturbed", Integer.MAX_VALUE);
    assertThat(undisturbed).endsWith("compacted").hasSizeGreaterThan(50);

    SplittableRandom random = new SplittableRandom(17);
    Home home = run("killed");
    List<Event> events = Stored.replay(home, SampleRun.RUN);
    int killed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      // not the last calls, which clean up: a process may be faster than its killer
      List<String> lines = compact("killed", random.nextInt(10, undisturbed.size() * 2 / 3));
      killed += lines.contains("compacted") ? 0 : 1;
      Stored.same(Stored.replay(home, SampleRun.RUN), events);
    }
    assertThat(killed).isPositive();
    compact("killed", Integer.MAX_VALUE);
    assertThat(compact("killed", Integer.MAX_VALUE)).endsWith("compacted");
    Stored.same(Stored.replay(home, SampleRun.RUN), events);
    assertThat(home.store().size("weights")).isZero();
    assertThat(TableManifest.generations(home, SampleRun.RUN)).hasSize(1);
    assertThat(home.store().size("paths"))
        .isEqualTo(Home.open(temp.resolve("undisturbed").toString()).store().size("paths"));
  }
}
