// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.jobs.JobCommand;
import io.weightlapse.local.cluster.ClusterOptions;
import io.weightlapse.local.cluster.LocalCluster;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** Where the cluster of this machine is kept: {@code cluster} and {@code logs} of the home. */
final class ClusterHome {
  @Mixin private Common common;

  LocalCluster cluster() {
    return of(common.folder());
  }

  static LocalCluster of(Path home) {
    return new LocalCluster(home.resolve("cluster"), home.resolve("logs"));
  }

  Output output() {
    return common.output();
  }

  /** The option that names this home, with a space before it; empty for the usual one. */
  String option() {
    return common.location().equals(JobCommand.home(null)) ? "" : " --home " + common.location();
  }

  /** A cluster in a line. */
  static String what(LocalCluster.Status status) {
    ClusterOptions o = status.options();
    String gpus = o.gpusPerWorker() == 0 ? "" : ", " + count(o.gpusPerWorker(), "GPU");
    return String.format(
        "%s, %s with %s, %d MiB%s each%s",
        status.master().isEmpty() ? "not up yet" : status.master(),
        count(o.workers(), "worker"),
        count(o.cores(), "core"),
        o.memoryMb(),
        gpus,
        status.page().isEmpty() ? "" : ", page " + status.page());
  }

  /** {@code 1 worker}, {@code 2 workers}. */
  static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  @Override
  public String toString() {
    return common.location();
  }
}
