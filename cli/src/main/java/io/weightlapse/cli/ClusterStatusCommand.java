// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.local.cluster.LocalCluster;
import io.weightlapse.local.cluster.MasterPage;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weightlapse cluster status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Says what runs of the cluster of this machine; exit code 1 if not all of it.")
final class ClusterStatusCommand implements Callable<Integer> {
  @Mixin private ClusterHome home;

  @Override
  public Integer call() {
    Output out = home.output();
    try {
      LocalCluster cluster = home.cluster();
      Optional<LocalCluster.Status> found = cluster.status();
      if (found.isEmpty()) {
        out.line("no cluster is up: " + home);
        return 1;
      }
      out.line("cluster: " + ClusterHome.what(found.get()));
      if (!found.get().page().isEmpty() && !found.get().missing().contains("master")) {
        print(cluster.page(), out);
      }
      if (found.get().whole()) {
        return 0;
      }
      out.error(
          "weightlapse: not running: "
              + String.join(", ", found.get().missing())
              + "; 'weightlapse cluster up' starts anew");
      return 1;
    } catch (IOException e) {
      throw new UserException(e.getMessage(), 1, e);
    }
  }

  private static void print(MasterPage page, Output out) {
    for (MasterPage.Worker w : page.workers()) {
      out.line(
          String.format(
              "worker:  %s, %d of %d cores and %d of %d MiB in use",
              w.id(), w.coresUsed(), w.cores(), w.memoryUsedMb(), w.memoryMb()));
    }
    page.applications().forEach(name -> out.line("job:     " + name));
  }
}
