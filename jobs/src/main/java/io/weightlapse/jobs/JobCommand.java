// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.output.ConsoleOutput;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.gpu.GpuArguments;
import io.weightlapse.jobs.gpu.GpuRequest;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.metrics.MetricsPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every job's command line has in common, whether typed by hand or after spark-submit. */
public abstract class JobCommand implements Callable<Integer> {
  @Option(
      names = "--home",
      paramLabel = "DIR|URI",
      description = "Where runs are kept (WEIGHTLAPSE_HOME; default: ~/.weightlapse).")
  private String home;

  @Option(
      names = "--kafka",
      paramLabel = "none|HOST:PORT",
      defaultValue = "none",
      description = "Where events go, besides the history (default: ${DEFAULT-VALUE}).")
  private String kafka = "none";

  @Option(
      names = "--conf",
      paramLabel = "NAME=VALUE",
      description =
          "A property of the Kafka client, such as kafka.security.protocol=SASL_SSL, or of Spark,"
              + " such as spark.executor.memory=4g.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where data sets are, on every executor (WEIGHTLAPSE_DATA; default:"
              + " ~/.weightlapse/data).")
  private String dataDir;

  @Mixin private GpuArguments gpus = new GpuArguments();

  @Option(names = "--quiet", description = "Says nothing but errors.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Shows the stack trace of an error.")
  void verbose(boolean wanted) {
    CommandLines.verbose(wanted);
  }

  /** Where runs are kept: the option, the environment, or the user's own folder. */
  public final String home() {
    return home(home);
  }

  /** The home of an option's value, which may be null. */
  public static String home(String option) {
    if (option != null) {
      return option;
    }
    String environment = System.getenv("WEIGHTLAPSE_HOME");
    return environment != null && !environment.isBlank()
        ? environment
        : Path.of(System.getProperty("user.home"), ".weightlapse").toString();
  }

  /** Where data sets are. */
  protected final DataFolder dataFolder() {
    return DataFolder.of(dataDir);
  }

  final void inHome(String location) {
    home = location;
  }

  /** The value of {@code --kafka}. */
  public final String kafka() {
    return kafka;
  }

  /** Replaces the value of {@code --kafka}: {@code embedded} became an address. */
  public final void kafka(String address) {
    kafka = address;
  }

  /** Whether only errors are said. */
  public final boolean quiet() {
    return quiet;
  }

  /** The Kafka asked for, if any. */
  public final Optional<KafkaSettings> kafkaSettings() {
    return kafkaSettings(kafka, clientProperties());
  }

  private Map<String, String> clientProperties() {
    Map<String, String> rest = new LinkedHashMap<>(properties);
    rest.keySet().removeIf(JobCommand::isOfSpark);
    for (String key : rest.keySet()) {
      if (!key.startsWith("kafka.")) {
        throw new UserException("--conf takes kafka.NAME=VALUE or spark.NAME=VALUE: was " + key);
      }
    }
    return rest;
  }

  private static boolean isOfSpark(String key) {
    return key.startsWith("spark.");
  }

  /** The GPUs asked for, if any. */
  public final Optional<GpuRequest> gpus() {
    return gpus.request();
  }

  /**
   * The Kafka of an option's value.
   *
   * @param address {@code none} or HOST:PORT, several with commas
   * @param properties of {@code --conf}
   */
  public static Optional<KafkaSettings> kafkaSettings(
      String address, Map<String, String> properties) {
    properties.keySet().forEach(JobCommand::checkKey);
    if (address.equals("none")) {
      return Optional.empty();
    }
    if (!address.matches(
        "([^\\s,:]+|\\[[0-9a-fA-F:]+]):\\d{1,5}(,([^\\s,:]+|\\[[0-9a-fA-F:]+]):\\d{1,5})*")) {
      throw new UserException("--kafka must be none or HOST:PORT: was " + address);
    }
    return Optional.of(KafkaSettings.of(address, properties));
  }

  private static void checkKey(String key) {
    if (!key.startsWith("kafka.")) {
      throw new UserException("--conf takes kafka.NAME=VALUE: was " + key);
    }
  }

  /** The name that Spark's pages show. */
  protected abstract String jobName();

  /** Looks for mistakes in the options before anything is started. */
  public abstract void check() throws IOException;

  /** Does the job. */
  public abstract JobReport run(JavaSparkContext spark, Output out) throws IOException;

  /** Runs in the Spark that spark-submit made; the exit code. */
  @Override
  public final Integer call() throws IOException {
    JobLog.toFile(home(), "job");
    return runIn(new SparkConf(), ConsoleOutput.ofProcess(quiet));
  }

  /** Runs in a Spark of that configuration, to its end or to Ctrl-C; the exit code. */
  public final int runIn(SparkConf conf, Output out) throws IOException {
    kafkaSettings();
    properties.forEach(
        (key, value) -> {
          if (isOfSpark(key)) {
            conf.set(key, value);
          }
        });
    gpus().ifPresent(request -> request.applyTo(conf));
    ExecutorFlags.addTo(conf);
    MetricsPlugin.addTo(conf);
    try {
      check();
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), 2, e);
    }
    Home.open(home()).check();
    conf.setIfMissing("spark.executor.heartbeatInterval", "1s"); // how often progress moves
    conf.set("spark.speculation", "false"); // of two attempts at once, one takes the other's files
    // tasks that start together wait for slots: after a lost executor ten minutes, as is usual
    conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
    conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "600");
    conf.setIfMissing("spark.broadcast.compress", "false"); // weights are near random bits
    if (conf.get("spark.master", "").startsWith("local")) {
      // results go from thread to thread; larger ones take a way over the network
      conf.setIfMissing("spark.task.maxDirectResultSize", "64m");
    }
    try (JavaSparkContext spark = new JavaSparkContext(conf.setAppName(jobName()));
        StopHook hook = new StopHook(spark.sc());
        ExecutorWatch watch = new ExecutorWatch(spark.sc(), out, ExecutorWatch.PATIENCE_SECONDS)) {
      return finish(run(spark, out), out);
    }
  }

  private static int finish(JobReport report, Output out) {
    boolean failed = report.results().stream().anyMatch(r -> r.state() == RunState.FAILED);
    if (!report.kafka().complete()) {
      out.error("weightlapse: " + report.kafka().line());
    }
    return failed || !report.kafka().complete() ? 1 : 0;
  }

  static int execute(JobCommand command, String[] args) {
    return CommandLines.of(command).execute(args);
  }
}
