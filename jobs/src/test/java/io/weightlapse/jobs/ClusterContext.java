// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.spark.SparkConf;

/** A driver in this process, with executors of a cluster that know the tests' classes. */
public final class ClusterContext {
  private static final Path TESTS = Path.of("target", "cluster-tests.jar").toAbsolutePath();

  private ClusterContext() {}

  /** A configuration for a driver in this process, without what jobs add to it. */
  public static SparkConf conf(String master) {
    try {
      packTests();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SparkConf()
        .setMaster(master)
        .setAppName("test")
        .setJars(new String[] {Submitted.JAR.toString(), TESTS.toString()})
        .set("spark.executor.extraClassPath", assertions())
        .set(ExecutorFlags.OPTION, "-XX:+UseSerialGC -XX:TieredStopAtLevel=1") // short lives
        .set("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }

  private static String assertions() {
    return Path.of(
            org.assertj.core.api.Assertions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath())
        .toString();
  }

  private static void packTests() throws IOException {
    Path classes = Path.of("target", "test-classes");
    try (OutputStream file = Files.newOutputStream(TESTS);
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.filter(p -> p.toString().endsWith(".class")).toList()) {
        jar.putNextEntry(new ZipEntry(classes.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, jar);
        jar.closeEntry();
      }
    }
  }
}
