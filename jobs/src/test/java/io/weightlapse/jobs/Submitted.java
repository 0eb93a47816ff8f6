// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;

/** The shaded jar by hand, through the class that the script spark-submit starts. */
final class Submitted {
  /** Made by the build before integration tests. */
  static final Path JAR = Path.of("target", "weightlapse-jobs.jar").toAbsolutePath();

  private final Process process;
  private final Path log;

  private Submitted(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** What a Spark installation has: everything but our modules and what the jar brings. */
  static String installed() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(p -> p.endsWith(".jar"))
        .filter(p -> !p.contains("weightlapse") && !p.contains("picocli"))
        .filter(p -> !p.contains("kafka") && !p.contains("snakeyaml"))
        .filter(p -> !p.contains("dataformat-yaml"))
        .filter(p -> !p.contains("/org/nd4j/") && !p.contains("/org/deeplearning4j/"))
        .filter(p -> !p.contains("/org/bytedeco/") && !p.contains("/org/datavec/"))
        .filter(p -> !p.contains("/commons-net/") && !p.contains("flatbuffers"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The flags of Spark's scripts. */
  static List<String> flags() {
    return Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split(" +"));
  }

  /**
   * Starts a job in client mode.
   *
   * @param folder the driver's working folder; its output goes there
   */
  static Submitted start(Path folder, String master, String job, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(flags());
    command.addAll(List.of("-cp", installed(), "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", master));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.driver.bindAddress=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--class", "io.weightlapse.jobs." + job, JAR.toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Path log = folder.resolve("driver.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Submitted(process, log);
  }

  boolean runs() {
    return process.isAlive();
  }

  String said() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /** Waits for its end; what it said. */
  String end(int code) throws Exception {
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(said()).isEqualTo(code);
    return said();
  }
}
