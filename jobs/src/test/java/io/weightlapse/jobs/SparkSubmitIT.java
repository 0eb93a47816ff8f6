// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.RunState;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar by hand, through the class that the script spark-submit starts. */
class SparkSubmitIT {
  @TempDir Path folder;

  @Test
  void shadedJarTrainsAndSurveys() throws Exception {
    Path home = folder.resolve("home");
    submit(0, "TrainJob", "xor", "--run", "by-hand", "--set", "training.epochs=3", "--home", home);
    submit(0, "LandscapeJob", "by-hand", "--home", home);
    List<RunInfo> runs = new Runs(Home.open(home.toString())).list();
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).state()).isEqualTo(RunState.DONE);
    assertThat(home.resolve("surfaces/run=by-hand/slice=neurons-l4-n0-w0-w1")).isDirectory();
    String said = submit(2, "TrainJob", "xor", "--run", "by-hand", "--home", home);
    assertThat(said)
        .contains("weightlapse: run by-hand exists already in " + home)
        .doesNotContain("\tat ");
  }

  @Test
  void shadedJarHoldsWhatAveragingNeeds() throws Exception {
    Path home = folder.resolve("home");
    String said =
        submit(
            0,
            "TrainJob",
            "playground",
            "--run",
            "averaged",
            "--set",
            "training.epochs=1",
            "--mode",
            "averaging",
            "--workers",
            "2",
            "--home",
            home);
    assertThat(said).contains("averaged trained: 25 steps, 1 epochs in ");
    assertThat(home.resolve("checkpoints/averaged/round.json")).exists();
    assertThat(home.resolve("runs/averaged/evaluation.json")).exists();
  }

  private String submit(int code, String job, Object... arguments) throws Exception {
    // What a Spark installation has: everything but our modules and what the jar brings.
    String installed =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(p -> p.endsWith(".jar"))
            .filter(p -> !p.contains("weightlapse") && !p.contains("picocli"))
            .filter(p -> !p.contains("kafka") && !p.contains("snakeyaml"))
            .filter(p -> !p.contains("dataformat-yaml"))
            .filter(p -> !p.contains("/org/nd4j/") && !p.contains("/org/deeplearning4j/"))
            .filter(p -> !p.contains("/org/bytedeco/") && !p.contains("/org/datavec/"))
            .filter(p -> !p.contains("/commons-net/") && !p.contains("flatbuffers"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split(" +")));
    command.addAll(List.of("-cp", installed, "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local[2]"));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.driver.bindAddress=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--class", "io.weightlapse.jobs." + job, "target/weightlapse-jobs.jar"));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(said).isEqualTo(code);
    return said;
  }
}
