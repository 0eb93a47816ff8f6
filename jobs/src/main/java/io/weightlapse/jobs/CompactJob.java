// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.output.ConsoleOutput;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.CompactPlan;
import io.weightlapse.history.compact.CompactResult;
import io.weightlapse.history.compact.LayerWork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Compacts runs as a Spark job: a task for each layer and block of units, each of which reads its
 * layer, writes the paths of its units and checks them. The driver publishes the manifest when all
 * have succeeded.
 */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description = "Stores the weights of runs by weight, as a Spark job.")
public final class CompactJob implements Callable<Integer> {
  /** Bytes of a block of units: each task reads its whole layer, so blocks are large. */
  private static final long BLOCK = 1L << 30;

  /** What a task may use of its executor, beside what Parquet takes. */
  private static final long MEMORY = 256L << 20;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Ids of stored runs.")
  private List<String> runs;

  @Option(
      names = "--home",
      paramLabel = "DIR|URI",
      description = "Where runs are kept (WEIGHTLAPSE_HOME; default: ~/.weightlapse).")
  private String home;

  @Option(names = "--quiet", description = "Says nothing but errors.")
  private boolean quiet;

  @Mixin private CompactSettings settings = new CompactSettings();

  @Option(names = "--verbose", description = "Shows the stack trace of an error.")
  void verbose(boolean wanted) {
    CommandLines.verbose(wanted);
  }

  /** For spark-submit: {@code --class io.weightlapse.jobs.CompactJob weightlapse-jobs.jar RUN}. */
  public static void main(String[] args) {
    System.exit(CommandLines.of(new CompactJob()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    String location = JobCommand.home(home);
    JobLog.toFile(location, "job");
    Output out = ConsoleOutput.ofProcess(quiet);
    CompactOptions options = settings.options(MEMORY, 1);
    Home.open(location).check();
    SparkConf conf = new SparkConf().setAppName("weightlapse compact");
    conf.setIfMissing("spark.executor.heartbeatInterval", "1s"); // how often progress moves
    conf.set("spark.speculation", "false"); // the slower of two attempts would leave its files
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        StopHook hook = new StopHook(spark.sc())) {
      for (String run : runs) {
        out.line(CompactSettings.line(run(spark, location, run, options, out)));
      }
    }
    return 0;
  }

  /** Compacts one run. */
  static CompactResult run(
      JavaSparkContext spark, String location, String run, CompactOptions options, Output out)
      throws IOException {
    long begin = System.nanoTime();
    Home home = Home.open(location);
    CompactPlan plan = CompactPlan.of(home, run, options);
    try {
      List<LayerWork> blocks = plan.blocks(BLOCK, spark.defaultParallelism());
      if (!blocks.isEmpty()) {
        LongAccumulator done = spark.sc().longAccumulator("blocks");
        plan.done(
            TaskProgress.during(
                spark,
                "compact",
                done,
                null,
                out.progress("compact " + run, "blocks", blocks.size()),
                () ->
                    spark
                        .parallelize(blocks, blocks.size())
                        .map(new Task(location, options, done))
                        .collect()));
      }
      StopSignal.check();
    } catch (IOException | RuntimeException | Error e) {
      plan.undo(e);
      throw e;
    }
    return plan.publish(Instant.now(), begin);
  }

  /** Writes the paths of one block. */
  private record Task(String location, CompactOptions options, LongAccumulator done)
      implements Function<LayerWork, LayerWork.Result> {
    @Override
    public LayerWork.Result call(LayerWork work) throws IOException {
      TaskContext context = TaskContext.get();
      Path folder = Path.of(System.getProperty("java.io.tmpdir"));
      LayerWork.Result result =
          work.run(
              Home.open(location),
              options,
              folder,
              () -> StopSignal.requested() || context.isInterrupted());
      done.add(1);
      return result;
    }
  }
}
