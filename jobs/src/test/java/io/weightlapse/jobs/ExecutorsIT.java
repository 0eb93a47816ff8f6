// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.WideKernel;
import io.weightlapse.local.cluster.ClusterOptions;
import io.weightlapse.local.cluster.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What executors of a real cluster run with. */
class ExecutorsIT {
  @TempDir static Path folder;
  private static LocalCluster cluster;
  private static String master;

  @BeforeAll
  static void up() throws Exception {
    cluster = new LocalCluster(folder.resolve("cluster"), folder.resolve("logs"));
    master = ClusterContext.up(cluster, new ClusterOptions(1, 1, 2048, 0), List.of()).master();
  }

  @AfterAll
  static void down() throws Exception {
    cluster.down();
  }

  /** Whether an executor's kernel for wide layers has to do without the Vector API. */
  private static boolean scalar(SparkConf conf) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return spark.parallelize(List.of(1), 1).map(i -> trainsWithoutVectors()).collect().get(0);
    }
  }

  private static boolean trainsWithoutVectors() {
    Experiment e = ExperimentReader.builtIn("mnist-mlp");
    OptimiserSpec optimiser = e.training().optimiser();
    try (Kernel kernel =
        Kernels.create(
            e.network(),
            optimiser,
            new float[e.network().layout().size()],
            new KernelOptions(16, 1, 0))) {
      assertThat(kernel).isInstanceOf(WideKernel.class);
    }
    return Kernels.scalar();
  }

  @Test
  void wideLayersAreVectorisedWhereTheJobAskedForIt() {
    SparkConf conf = ClusterContext.conf(master).set(ExecutorFlags.OPTION, "-Dmine=1");
    ExecutorFlags.addTo(conf);
    assertThat(conf.get(ExecutorFlags.OPTION)).startsWith("-Dmine=1 --add-modules=");
    assertThat(scalar(conf)).isFalse();
    assertThat(scalar(ClusterContext.conf(master))).as("without the job's flags").isTrue();
  }

  @Test
  void jobThatGetsNoExecutorSaysSo() throws InterruptedException {
    RecordedOutput out = new RecordedOutput();
    SparkConf conf =
        ClusterContext.conf(master)
            .set("spark.executor.memory", "100g")
            .set("spark.executor.cores", "1");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        ExecutorWatch watch = new ExecutorWatch(spark.sc(), out, 1)) {
      for (int i = 0; i < 600 && out.errors.isEmpty(); i++) {
        Thread.sleep(100);
      }
    }
    assertThat(out.errors)
        .containsExactly(
            "weightlapse: no executor after 1 s: "
                + master
                + " has no room for one with 1 cores, 100g memory; still waiting");
  }
}
