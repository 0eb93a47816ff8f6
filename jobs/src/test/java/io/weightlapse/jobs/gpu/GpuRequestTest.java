// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.util.UserException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class GpuRequestTest {
  private static Optional<GpuRequest> parsed(String... args) {
    GpuArguments arguments = new GpuArguments();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("gpus", spec(arguments)))
        .parseArgs(args);
    return arguments.request();
  }

  private static CommandLine.Model.CommandSpec spec(GpuArguments arguments) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(arguments);
  }

  private static void wrong(String message, String... args) {
    assertThatThrownBy(() -> parsed(args)).isInstanceOf(UserException.class).hasMessage(message);
  }

  private static SparkConf applied(String master, GpuRequest request) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    request.applyTo(conf);
    return conf;
  }

  @Test
  void options() {
    assertThat(parsed()).isEmpty();
    assertThat(parsed("--gpus-per-executor", "2")).contains(new GpuRequest(2, 1));
    assertThat(parsed("--gpus-per-executor", "1", "--gpus-per-task", "0.25"))
        .contains(new GpuRequest(1, 0.25));
    assertThat(parsed("--gpus-per-executor", "4", "--gpus-per-task", "2"))
        .contains(new GpuRequest(4, 2));
  }

  @Test
  void mistakes() {
    wrong("--gpus-per-executor must be >= 1: was 0", "--gpus-per-executor", "0");
    wrong("--gpus-per-task needs --gpus-per-executor", "--gpus-per-task", "1");
    String rule =
        "--gpus-per-task must be a whole number, or > 0 and <= 0.5 for tasks that share a GPU: was ";
    wrong(rule + "0.7", "--gpus-per-executor", "1", "--gpus-per-task", "0.7");
    wrong(rule + "1.5", "--gpus-per-executor", "2", "--gpus-per-task", "1.5");
    wrong(rule + "0", "--gpus-per-executor", "1", "--gpus-per-task", "0");
    wrong(rule + "-1", "--gpus-per-executor", "1", "--gpus-per-task", "-1");
    wrong(rule + "NaN", "--gpus-per-executor", "1", "--gpus-per-task", "NaN");
    wrong(
        "--gpus-per-task must be <= the 1 of --gpus-per-executor: was 2",
        "--gpus-per-executor",
        "1",
        "--gpus-per-task",
        "2");
    assertThatThrownBy(() -> new GpuRequest(3, 1).checkWorkers("spark://h:7077", 2))
        .hasMessage(
            "--gpus-per-executor must be <= 2, what each worker of spark://h:7077 has: was 3");
    assertThatThrownBy(() -> new GpuRequest(1, 1).checkWorkers("spark://h:7077", 0))
        .hasMessage("--gpus-per-executor: the workers of spark://h:7077 have no GPU");
    new GpuRequest(2, 1).checkWorkers("spark://h:7077", 2);
    assertThatThrownBy(() -> applied("local[2]", new GpuRequest(1, 1)))
        .hasMessage("--gpus-per-executor needs a cluster: --master was local[2]");
  }

  @Test
  void configuration() {
    SparkConf standalone = applied("spark://h:7077", new GpuRequest(2, 0.5));
    assertThat(standalone.get("spark.executor.resource.gpu.amount")).isEqualTo("2");
    assertThat(standalone.get("spark.task.resource.gpu.amount")).isEqualTo("0.5");
    assertThat(standalone.get("spark.executorEnv.CUDA_DEVICE_ORDER")).isEqualTo("PCI_BUS_ID");
    assertThat(standalone.contains("spark.executor.resource.gpu.vendor")).isFalse();
    assertThat(standalone.contains("spark.executor.resource.gpu.discoveryScript")).isFalse();
    SparkConf k8s = applied("k8s://https://h:6443", new GpuRequest(1, 1));
    assertThat(k8s.get("spark.task.resource.gpu.amount")).isEqualTo("1");
    assertThat(k8s.get("spark.executor.resource.gpu.vendor")).isEqualTo("nvidia.com");
    assertThat(k8s.get("spark.executor.resource.gpu.discoveryScript")).isEqualTo(GpuRequest.SCRIPT);
    SparkConf own = new SparkConf(false).setMaster("k8s://https://h:6443");
    own.set("spark.executor.resource.gpu.discoveryScript", "/mine.sh");
    new GpuRequest(1, 1).applyTo(own);
    assertThat(own.get("spark.executor.resource.gpu.discoveryScript")).isEqualTo("/mine.sh");
  }
}
