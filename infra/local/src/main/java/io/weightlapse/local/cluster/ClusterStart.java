// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One start of a cluster: the master, then the workers, then waiting until all are registered. */
final class ClusterStart {
  /** The folder that Spark takes for its installation. */
  static final String SPARK = "spark";

  /** What executors put on disk. */
  static final String SCRATCH = "scratch";

  private static final String HOST = "127.0.0.1";
  private static final int MASTER_PORT = 7077;
  private static final int PAGE_PORT = 8080;
  private static final long PATIENCE_SECONDS = 180;
  private static final Pattern SERVICE =
      Pattern.compile("Successfully started service '(sparkMaster|MasterUI)' on port (\\d+)");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Path logs;
  private final Path file;
  private final ClusterOptions options;
  private final SparkLibraries libraries;
  private final BooleanSupplier stop;
  private final OwnProcesses own;
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  private ClusterState state;
  private SparkHome spark;

  ClusterStart(
      Path folder,
      Path logs,
      Path file,
      ClusterOptions options,
      SparkLibraries libraries,
      BooleanSupplier stop) {
    this.folder = folder;
    this.logs = logs;
    this.file = file;
    this.options = options;
    this.libraries = libraries;
    this.stop = stop;
    this.state = new ClusterState(UUID.randomUUID().toString(), options, "", "", List.of());
    this.own = new OwnProcesses(state.token());
  }

  ClusterState state() {
    return state;
  }

  /** The processes that a cluster has. */
  static List<String> names(ClusterOptions options) {
    List<String> names = new ArrayList<>(List.of("master"));
    for (int i = 1; i <= options.workers(); i++) {
      names.add("worker-" + i);
    }
    return names;
  }

  ClusterState run(List<String> gpus) throws IOException, InterruptedException {
    state.write(file);
    Folders.delete(folder.resolve("work"));
    spark = SparkHome.make(folder.resolve(SPARK), libraries.classPath());
    Files.write(spark.folder().resolve("jvm.options"), libraries.jvmFlags());
    Files.createDirectories(folder.resolve(SCRATCH));
    master();
    for (int worker = 1; worker <= options.workers(); worker++) {
      int from = (worker - 1) * options.gpusPerWorker();
      worker(worker, gpus.subList(from, from + options.gpusPerWorker()));
    }
    awaitWorkers();
    return state;
  }

  private void master() throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(flags());
    arguments.add("org.apache.spark.deploy.master.Master");
    arguments.addAll(List.of("--host", HOST, "--port", port(MASTER_PORT)));
    arguments.addAll(List.of("--webui-port", port(PAGE_PORT)));
    Path log = start("master", arguments);
    String url = "";
    String page = "";
    while (url.isEmpty() || page.isEmpty()) {
      pause();
      Matcher m = SERVICE.matcher(Files.readString(log, StandardCharsets.UTF_8));
      while (m.find()) {
        if (m.group(1).equals("MasterUI")) {
          page = "http://" + HOST + ":" + m.group(2);
        } else {
          url = "spark://" + HOST + ":" + m.group(2);
        }
      }
    }
    state = state.at(url, page);
    state.write(file);
  }

  /** The usual port where nobody has it, so that the URL is the same each time; else any. */
  private static String port(int usual) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), usual));
      return Integer.toString(usual);
    } catch (IOException e) {
      return "0";
    }
  }

  private void worker(int number, List<String> gpus) throws IOException {
    String name = "worker-" + number;
    List<String> arguments = new ArrayList<>(flags());
    arguments.add("-Dspark.worker.cleanup.enabled=true");
    if (!gpus.isEmpty()) {
      arguments.add("-Dspark.worker.resource.gpu.amount=" + gpus.size());
      arguments.add("-Dspark.worker.resourcesFile=" + resources(name, gpus));
    }
    arguments.add("org.apache.spark.deploy.worker.Worker");
    arguments.addAll(List.of("--host", HOST, "--port", "0", "--webui-port", "0"));
    arguments.addAll(List.of("--cores", Integer.toString(options.cores())));
    arguments.addAll(List.of("--memory", options.memoryMb() + "m"));
    arguments.addAll(List.of("--work-dir", folder.resolve("work").resolve(name).toString()));
    arguments.add(state.master());
    start(name, arguments);
  }

  /** Each worker gets GPUs of its own: the discovery script would give all of them to each. */
  private Path resources(String worker, List<String> gpus) throws IOException {
    Path resources = spark.folder().resolve(worker + "-gpus.json");
    Object id = Map.of("componentName", "spark.worker", "resourceName", "gpu");
    new ObjectMapper().writeValue(resources.toFile(), List.of(Map.of("id", id, "addresses", gpus)));
    return resources;
  }

  private List<String> flags() {
    return List.of(
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", // they do little: a fast start is worth more
        "@" + spark.folder().resolve("jvm.options"),
        "-cp",
        spark.classPath());
  }

  private Path start(String name, List<String> arguments) throws IOException {
    Path log = logs.resolve("spark-" + name + "-" + TIME.format(Instant.now()) + ".log");
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", spark.folder().toString(),
            "SPARK_CONF_DIR", spark.folder().resolve("conf").toString(),
            "SPARK_SCALA_VERSION", "2.12",
            "SPARK_LOCAL_IP", HOST,
            "SPARK_LOCAL_DIRS", folder.resolve(SCRATCH).toString(),
            "JAVA_HOME", System.getProperty("java.home"));
    Process process = own.start(arguments, environment, log);
    state = state.with(new ClusterState.Member(name, process.pid(), log));
    state.write(file);
    return log;
  }

  private void awaitWorkers() throws IOException, InterruptedException {
    int registered = 0;
    while (registered < options.workers()) {
      pause();
      try {
        registered = MasterPage.read(state.page()).workers().size();
      } catch (IOException e) {
        registered = 0; // the page is not there yet; pause() sees whether the master lives
      }
    }
  }

  /** Waits a little between two looks. */
  private void pause() throws IOException, InterruptedException {
    for (ClusterState.Member m : state.members()) {
      if (ProcessHandle.of(m.pid()).filter(ProcessHandle::isAlive).isEmpty()) {
        throw new IOException("Spark's " + m.name() + " ended by itself; its log is " + m.log());
      }
    }
    if (stop.getAsBoolean()) {
      throw new IOException("interrupted; the cluster is down");
    }
    if (System.nanoTime() > deadline) {
      throw new IOException(
          "the cluster was not up within " + PATIENCE_SECONDS + " s; its logs are in " + logs);
    }
    Thread.sleep(50);
  }
}
