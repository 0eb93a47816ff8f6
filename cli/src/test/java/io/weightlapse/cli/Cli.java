// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/** Runs the command, in this process or in one of its own. */
final class Cli {
  /** What a command left. */
  record Result(int code, String out, String err) {}

  /** What a cluster gets; made by the build before integration tests. */
  private static final Path JOBS_JAR =
      Path.of("..", "jobs", "target", "weightlapse-jobs.jar").toAbsolutePath().normalize();

  private Cli() {}

  /** In this process: for commands that end by themselves. */
  static synchronized Result here(Object... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = Main.execute(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
      return new Result(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** In a JVM of its own, with the flags of the launcher; output goes to a file. */
  static Process start(Path log, Object... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("..", "bin", "jvm.options"));
    command.add("-Dweightlapse.jobs.jar=" + JOBS_JAR);
    command.add("-XX:TieredStopAtLevel=1"); // short lives, as the demo's
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    Arrays.stream(args).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Waits for a process to end; what it printed. */
  static String end(Process process, Path log, int code) throws Exception {
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    // the launcher keeps this line of the JVM from users
    String said =
        Files.readString(log).replaceAll("WARNING: Using incubator modules: [a-z.]+\\R", "");
    assertThat(process.exitValue()).as(said).isEqualTo(code);
    return said;
  }

  /** Waits until a process has printed a text. */
  static String until(Process process, Path log, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() < deadline) {
      String said = Files.exists(log) ? Files.readString(log) : "";
      if (said.contains(text)) {
        return said;
      }
      assertThat(process.isAlive()).as("alive until it says '%s': %s", text, said).isTrue();
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError("never said '" + text + "': " + Files.readString(log));
  }

  static List<String> sparkFlags() {
    return Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split(" +"));
  }
}
