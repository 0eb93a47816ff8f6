// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Hands a job to a cluster: spark-submit in a process of its own, with the jar for Spark. */
final class ClusterSubmit {
  private ClusterSubmit() {}

  static int run(String master, Class<?> mainClass, List<String> arguments) throws IOException {
    String jar = System.getProperty("weightlapse.jobs.jar", "");
    if (jar.isEmpty() || !Files.isRegularFile(Path.of(jar))) {
      throw new UserException(
          "--master " + master + " needs the jobs' jar; start with bin/weightlapse");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()
                .strip()
                .split(" +")));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", master, "--class", mainClass.getName(), jar));
    command.addAll(withoutMaster(arguments));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while the job ran", 1, e);
    }
  }

  /** The job's own arguments: without the command's name and {@code --master}. */
  static List<String> withoutMaster(List<String> arguments) {
    List<String> kept = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--master")) {
        i++;
      } else if (!arguments.get(i).startsWith("--master=")) {
        kept.add(arguments.get(i));
      }
    }
    return kept;
  }
}
