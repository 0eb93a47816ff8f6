// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.RunState;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.k8s.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broker, driver and consumer on one host; Spark's master, worker and executor on another. On one
 * machine everything finds everything on 127.0.0.1, and mistakes in listeners, advertised addresses
 * and bind addresses show first in production.
 */
class TwoHostsIT {
  private static final String BROKER = TwoHosts.FIRST + ":9092";
  private static final int CUT_SECONDS = 20;

  @TempDir Path folder;

  private static List<String> java(String megabytes, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + megabytes + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1"); // what is tested here waits more than it computes
    command.add("-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties");
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split(" +")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** What the image has: a folder that Spark takes for its installation. */
  private Map<String, String> spark(String host) throws IOException {
    Path home = folder.resolve("spark");
    Files.createDirectories(home.resolve("jars"));
    if (!Files.exists(home.resolve("RELEASE"))) {
      Files.createFile(home.resolve("RELEASE"));
    }
    return Map.of(
        "SPARK_HOME",
        home.toString(),
        "SPARK_SCALA_VERSION",
        "2.12",
        "SPARK_LOCAL_IP",
        host,
        "SPARK_LOCAL_DIRS",
        folder.resolve("scratch").toString());
  }

  private Path log(String name) {
    return folder.resolve(name + ".txt");
  }

  private void await(String log, String text, Process process) throws Exception {
    while (!Files.readString(log(log)).contains(text)) {
      assertThat(process.isAlive()).as(log + ": " + Files.readString(log(log))).isTrue();
      Thread.sleep(50);
    }
  }

  private Process on(TwoHosts hosts, String host, String name, List<String> command)
      throws IOException {
    return hosts.start(host, spark(host), command, log(name));
  }

  @Test
  void cutCableLosesNothing() throws Exception {
    try (TwoHosts hosts = TwoHosts.open()) {
      Process broker =
          on(
              hosts,
              TwoHosts.FIRST,
              "broker",
              java(
                  "512",
                  BrokerOfCompose.class.getName(),
                  BrokerOfCompose.settings(folder, TwoHosts.FIRST).toString()));
      Process master =
          on(
              hosts,
              TwoHosts.SECOND,
              "master",
              java(
                  "256",
                  "org.apache.spark.deploy.master.Master",
                  "--host",
                  TwoHosts.SECOND,
                  "--port",
                  "7077",
                  "--webui-port",
                  "8080"));
      await("master", "I have been elected leader", master);
      on(
          hosts,
          TwoHosts.SECOND,
          "worker",
          java(
              "256",
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              TwoHosts.SECOND,
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              folder.resolve("work").toString(),
              "spark://" + TwoHosts.SECOND + ":7077"));
      await("broker", "Kafka Server started", broker);

      // a broker that names an address of its own host only: found, and said, by a job elsewhere
      Process wrong =
          on(
              hosts,
              TwoHosts.SECOND,
              "reach",
              java("256", Reach.class.getName(), TwoHosts.FIRST + ":19092"));

      Process driver = on(hosts, TwoHosts.FIRST, "driver", train());
      Path file = folder.resolve("received");
      Process consumer = consume(hosts, file, driver);
      await("consumer", "step ", consumer);

      hosts.cable(TwoHosts.Cable.OUT);
      Thread.sleep(TimeUnit.SECONDS.toMillis(CUT_SECONDS)); // the length of the cut is the test
      long received = Files.size(log("consumer"));
      hosts.cable(TwoHosts.Cable.IN);
      while (Files.size(log("consumer")) == received) { // TCP has doubled its pauses meanwhile
        assertThat(driver.isAlive()).as(Files.readString(log("driver"))).isTrue();
        Thread.sleep(50);
      }

      Tool.run(List.of("kill", "-INT", Long.toString(driver.pid())));
      assertThat(driver.waitFor(5, TimeUnit.MINUTES)).as("ends after Ctrl-C").isTrue();
      assertThat(Files.readString(log("driver")).lines())
          .noneMatch(l -> l.startsWith("weightlapse: kafka"));
      assertThat(consumer.waitFor(5, TimeUnit.MINUTES)).as("sees the end").isTrue();
      assertThat(consumer.exitValue()).as(Files.readString(log("consumer"))).isZero();

      Home home = Home.open(folder.resolve("home").toString());
      assertThat(new Runs(home).ended("hosts").orElseThrow().state()).isEqualTo(RunState.STOPPED);
      TreeSet<String> stored = new TreeSet<>();
      new HistorySource(home, "hosts").deliver(e -> Received.line(e).ifPresent(stored::add));
      // Ctrl-C on a cluster ends the executor: what it sent after its last checkpoint is on Kafka
      // only
      long last = stored.stream().mapToLong(TwoHostsIT::step).max().orElseThrow();
      stored.removeIf(l -> step(l) == last);
      Set<String> events = new TreeSet<>(Files.readAllLines(file));
      events.removeIf(l -> step(l) >= last);
      assertThat(without(stored, events)).as("stored, but not received").isEmpty();
      assertThat(without(events, stored)).as("received, but not stored").isEmpty();
      assertThat(stored).hasSizeGreaterThan(1_000);

      assertThat(wrong.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(log("reach")))
          .contains("kafka: no broker answered at " + TwoHosts.FIRST + ":19092 within 10 s");
    }
  }

  private static long step(String line) {
    return Long.parseLong(line.split(" ")[2]);
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /** Topics are there as soon as the job has made them. */
  private Process consume(TwoHosts hosts, Path received, Process driver) throws Exception {
    Path runs = folder.resolve("home").resolve("runs").resolve("hosts").resolve("run.json");
    while (!Files.exists(runs)) {
      assertThat(driver.isAlive()).as(Files.readString(log("driver"))).isTrue();
      Thread.sleep(50);
    }
    return on(
        hosts,
        TwoHosts.FIRST,
        "consumer",
        java("512", Received.class.getName(), BROKER, received.toString()));
  }

  /** As {@code infra/spark/submit} does. A net whose epochs take long enough not to flood. */
  private List<String> train() throws IOException {
    Path experiment = folder.resolve("slow.yaml");
    Files.writeString(
        experiment,
        String.join(
            "\n",
            "name: slow",
            "title: XOR, slowly",
            "data: {generator: xor, points: 20000, rng: numpy, seed: 0}",
            "network:",
            "  inputs: 2",
            "  layers: [{units: 32, activation: tanh}, {units: 1, activation: identity}]",
            "  loss: mse",
            "  init: torch",
            "training:",
            "  seed: 0",
            "  epochs: 1000000",
            "  batch: 4",
            "  optimiser: {name: sgd, learningRate: 0.001}",
            "snapshots: {everyEpochs: 1}"));
    return java(
        "512",
        "org.apache.spark.deploy.SparkSubmit",
        "--master",
        "spark://" + TwoHosts.SECOND + ":7077",
        "--conf",
        "spark.driver.host=" + TwoHosts.FIRST,
        "--conf",
        "spark.driver.bindAddress=0.0.0.0",
        "--conf",
        "spark.executor.memory=512m",
        "--conf",
        "spark.executor.extraClassPath="
            + System.getProperty("java.class.path").replace(File.pathSeparator, ":"),
        "--conf",
        "spark.ui.enabled=false",
        "--class",
        "io.weightlapse.jobs.TrainJob",
        "spark-internal",
        experiment.toString(),
        "--run",
        "hosts",
        "--home",
        folder.resolve("home").toString(),
        "--kafka",
        BROKER,
        "--checkpoint-seconds",
        "1");
  }
}
