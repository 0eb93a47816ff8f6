// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.jobs.gpu.GpuRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The SparkApplications against the jobs and against Spark. */
class SparkJobsTest {
  private static final String OVERLAYS = "io.weightlapse.k8s.Overlays#names";

  /** Of Spark's module for Kubernetes, which no test here has: its documentation's names. */
  private static final Set<String> OF_KUBERNETES =
      Set.of("spark.kubernetes.executor.deleteOnTermination");

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void argumentsAreThoseOfTheJobs(String overlay) throws Exception {
    List<String> runs = new ArrayList<>();
    for (String name : SparkJobs.NAMES) {
      JsonNode job = SparkJobs.job(overlay, name);
      Class.forName(job.at("/spec/mainClass").asText()).getMethod("main", String[].class);
      CommandLine.ParseResult parsed = SparkJobs.parsed(job);
      runs.add(
          name.equals("train")
              ? parsed.matchedOptionValue("--run", "")
              : parsed.matchedPositional(0).originalStringValues().get(0));
      assertThat(job.at("/spec/suspend").asBoolean()).isEqualTo(!name.equals("train"));
    }
    assertThat(new TreeSet<>(runs)).as("one run, trained, surveyed and compacted").hasSize(1);
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void propertiesAreThoseOfSpark(String overlay) {
    Set<String> known = SparkKeys.known();
    assertThat(known).hasSizeGreaterThan(300).contains("spark.driver.port");
    for (String name : SparkJobs.NAMES) {
      for (String key : SparkJobs.conf(SparkJobs.job(overlay, name)).keySet()) {
        assertThat(
                known.contains(key)
                    || OF_KUBERNETES.contains(key)
                    || key.matches("spark\\.(task|executor)\\.resource\\.gpu\\.\\w+")
                    || key.startsWith("spark.executorEnv."))
            .as(overlay + " " + name + ": " + key + " is a property of Spark")
            .isTrue();
      }
    }
  }

  /** The operator's webhook refuses these, and tasks of a barrier exclude dynamic allocation. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void nothingIsSetThatIsRefused(String overlay) {
    for (String name : SparkJobs.NAMES) {
      JsonNode job = SparkJobs.job(overlay, name);
      Map<String, String> conf = SparkJobs.conf(job);
      assertThat(conf.keySet())
          .noneMatch(
              k ->
                  k.equals("spark.master")
                      || k.endsWith("container.image")
                      || k.toLowerCase(java.util.Locale.ROOT).endsWith("serviceaccountname"));
      assertThat(conf).containsEntry("spark.dynamicAllocation.enabled", "false");
      assertThat(job.at("/spec/dynamicAllocation").isMissingNode()).isTrue();
      assertThat(job.at("/spec/executor/instances").asInt()).isPositive();
      assertThat(job.at("/spec/executor/gpu").isMissingNode())
          .as("Spark would not learn of it")
          .isTrue();
      assertThat(job.at("/spec/sparkVersion").asText())
          .isEqualTo(org.apache.spark.package$.MODULE$.SPARK_VERSION());
    }
  }

  /** Random ports, Spark's default, are those that no policy can name. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void portsAreThoseOfThePolicies(String overlay) {
    Network network = new Network(Overlays.objects(overlay, "NetworkPolicy"));
    for (String name : SparkJobs.NAMES) {
      Map<String, String> conf = SparkJobs.conf(SparkJobs.job(overlay, name));
      Network.Peer driver = peer(overlay, name, "driver");
      Network.Peer executor = peer(overlay, name, "executor");
      for (String key : List.of("spark.driver.port", "spark.driver.blockManager.port")) {
        assertThat(network.passes(executor, driver, Integer.parseInt(conf.get(key)))).isTrue();
      }
      int blocks = Integer.parseInt(conf.get("spark.blockManager.port"));
      assertThat(network.passes(driver, executor, blocks)).isTrue();
    }
  }

  private static Network.Peer peer(String overlay, String name, String role) {
    String title = "SparkApplication " + name + " " + role;
    return Pods.of(overlay).stream()
        .filter(p -> p.title().equals(title))
        .map(p -> Network.Peer.here(p.labels()))
        .findFirst()
        .orElseThrow();
  }

  /** What the jobs themselves would ask Spark for, if their options were given. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void gpusAreAskedForAsTheJobsDo(String overlay) {
    for (String name : SparkJobs.NAMES) {
      JsonNode job = SparkJobs.job(overlay, name);
      Map<String, String> ours = new TreeMap<>(SparkJobs.conf(job));
      ours.keySet().removeIf(k -> !k.contains(".gpu.") && !k.startsWith("spark.executorEnv."));
      if (overlay.equals(Overlays.CPU) || !name.equals("train")) {
        assertThat(ours).isEmpty();
        continue;
      }
      SparkConf conf = new SparkConf(false).set("spark.master", "k8s://https://cluster");
      new GpuRequest(1, 1).applyTo(conf);
      conf.remove("spark.master");
      Map<String, String> theirs = new TreeMap<>();
      Arrays.stream(conf.getAll()).forEach(t -> theirs.put(t._1(), t._2()));
      assertThat(ours).isEqualTo(theirs);
      JsonNode pod = job.at("/spec/executor/template/spec");
      assertThat(pod.at("/tolerations/0/key").asText()).isEqualTo("nvidia.com/gpu");
      assertThat(pod.path("nodeSelector").has("nvidia.com/gpu.present")).isTrue();
      assertThat(job.at("/spec/executor/image").asText()).contains("spark-cuda");
    }
  }

  /** Each executor computes as many tasks at a time as its cores and its GPU allow alike. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void workersFitTheExecutors(String overlay) {
    JsonNode job = SparkJobs.job(overlay, "train");
    Map<String, String> conf = SparkJobs.conf(job);
    int cores = job.at("/spec/executor/cores").asInt();
    int slots = cores / Integer.parseInt(conf.get("spark.task.cpus"));
    assertThat(cores % Integer.parseInt(conf.get("spark.task.cpus"))).isZero();
    int workers = SparkJobs.parsed(job).matchedOptionValue("--workers", 1);
    assertThat(job.at("/spec/executor/instances").asInt() * slots).isEqualTo(workers);
    if (!overlay.equals(Overlays.CPU)) {
      double perTask = Double.parseDouble(conf.get("spark.task.resource.gpu.amount"));
      double gpus = Double.parseDouble(conf.get("spark.executor.resource.gpu.amount"));
      assertThat((int) (gpus / perTask)).isEqualTo(slots);
      BigDecimal quota =
          Quantities.of(
              Overlays.object(overlay, "ResourceQuota", "weightlapse")
                  .at("/spec/hard/requests.nvidia.com~1gpu"));
      assertThat(quota.doubleValue())
          .isGreaterThanOrEqualTo(gpus * job.at("/spec/executor/instances").asInt());
    }
  }

  /** All that runs beside the largest job, and that job. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void theQuotaHasRoomForAJob(String overlay) {
    BigDecimal standing = BigDecimal.ZERO;
    for (Pods.Pod pod : Pods.of(overlay)) {
      for (JsonNode container : pod.containers()) {
        if (!pod.ofSpark()) {
          standing = standing.add(Quantities.of(container.at("/resources/limits/memory")));
        }
      }
    }
    JsonNode pool = Overlays.object(overlay, "KafkaNodePool", "brokers");
    standing = standing.add(times(pool.at("/spec/resources/limits/memory"), pool, "replicas"));
    JsonNode database = Overlays.object(overlay, "Cluster", "weightlapse-db");
    standing =
        standing.add(times(database.at("/spec/resources/limits/memory"), database, "instances"));
    BigDecimal limit =
        Quantities.of(
            Overlays.object(overlay, "ResourceQuota", "weightlapse")
                .at("/spec/hard/limits.memory"));
    for (String name : SparkJobs.NAMES) {
      JsonNode spec = SparkJobs.job(overlay, name).path("spec");
      BigDecimal job =
          memory(spec.path("driver"))
              .add(
                  memory(spec.path("executor"))
                      .multiply(BigDecimal.valueOf(spec.at("/executor/instances").asInt())));
      assertThat(standing.add(job)).as(overlay + " " + name).isLessThan(limit);
    }
  }

  private static BigDecimal times(JsonNode quantity, JsonNode object, String count) {
    return Quantities.of(quantity)
        .multiply(BigDecimal.valueOf(object.path("spec").path(count).asInt()));
  }

  private static BigDecimal memory(JsonNode role) {
    return Quantities.ofSpark(role.path("memory"))
        .add(Quantities.ofSpark(role.path("memoryOverhead")));
  }

  /** A path in an image that the Dockerfile does not make would fail at the first start only. */
  @Test
  void pathsAreThoseOfTheImage() {
    String dockerfile = Repository.text("infra/docker/spark.Dockerfile");
    assertThat(dockerfile).contains(" " + GpuRequest.SCRIPT);
    for (String overlay : Overlays.names().toList()) {
      for (String name : SparkJobs.NAMES) {
        String jar =
            SparkJobs.job(overlay, name)
                .at("/spec/mainApplicationFile")
                .asText()
                .replace("local://", "");
        assertThat(dockerfile).contains(" " + jar);
      }
    }
  }
}
