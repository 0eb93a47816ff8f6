// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine; tests that need one are skipped, saying so, where it is missing. */
public final class Tool {
  private Tool() {}

  /**
   * How a program ended.
   *
   * @param said both of its outputs
   */
  public record Result(int code, String out, String said) {}

  /** Whether it is installed. */
  public static boolean present(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /** Skips the test where it is missing. */
  public static void require(String name) {
    assumeTrue(present(name), name + " must be installed for this test: was not on the PATH");
  }

  /** Runs a program to its end in the repository's root. */
  public static Result run(List<String> command) {
    return run(Map.of(), command);
  }

  /** The same with more environment. */
  public static Result run(Map<String, String> environment, List<String> command) {
    try {
      Path errors = Files.createTempFile("weightlapse-tool", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(Repository.path("").toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new IllegalStateException(command.get(0) + " did not end");
        }
        return new Result(process.exitValue(), out, out + Files.readString(errors));
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new IllegalStateException(command.get(0) + " did not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
