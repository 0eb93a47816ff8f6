// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.local.cluster.ClusterOptions;
import io.weightlapse.local.cluster.GpuDiscovery;
import io.weightlapse.local.cluster.LocalCluster;
import io.weightlapse.local.cluster.SparkLibraries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Spark cluster of a master and two workers, each a process of its own with two cores and two
 * GPUs that a script pretends. It is started once for all classes that are extended with this, and
 * stopped when the last test of all is over.
 */
public final class TestCluster implements BeforeAllCallback {
  private static final int MEMORY_MB = 2048; // of a worker

  private static LocalCluster cluster;
  private static String master;

  /** Starts it where it is not up, or not whole any more. */
  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(
            TestCluster.class, key -> (ExtensionContext.Store.CloseableResource) TestCluster::down);
    if (cluster != null && cluster.status().filter(LocalCluster.Status::whole).isPresent()) {
      return;
    }
    Path folder = Files.createDirectories(Path.of("target", "test-cluster").toAbsolutePath());
    cluster = new LocalCluster(folder.resolve("cluster"), folder.resolve("logs"));
    cluster.down(); // what a killed build has left
    master =
        cluster
            .up(
                new ClusterOptions(2, 2, MEMORY_MB, 2),
                GpuDiscovery.addresses(script(folder)),
                new SparkLibraries(Submitted.installed(), Submitted.flags()),
                () -> false)
            .master();
  }

  private static Path script(Path folder) throws Exception {
    Path script = folder.resolve("gpus.sh");
    Files.writeString(
        script,
        "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\", \"2\", \"3\"]}'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static void down() throws Exception {
    if (cluster != null) {
      cluster.down();
    }
  }

  /** Its URL. */
  public static String master() {
    return master;
  }

  /** The names of its processes that do not run. */
  static List<String> missing() throws Exception {
    return cluster.status().orElseThrow().missing();
  }

  /** A worker: {@code worker-1} or {@code worker-2}. */
  static ProcessHandle worker(String name) throws Exception {
    return ProcessHandle.of(cluster.pid(name).orElseThrow()).orElseThrow();
  }
}
