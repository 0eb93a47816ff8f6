// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weightlapse cluster down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops the cluster of this machine, and the executors of jobs that still run.")
final class ClusterDownCommand implements Callable<Integer> {
  @Mixin private ClusterHome home;

  @Override
  public Integer call() throws InterruptedException {
    try {
      home.output()
          .line(home.cluster().down() ? "the cluster is down" : "no cluster is up: " + home);
      return 0;
    } catch (IOException e) {
      throw new UserException(e.getMessage(), 1, e);
    }
  }
}
