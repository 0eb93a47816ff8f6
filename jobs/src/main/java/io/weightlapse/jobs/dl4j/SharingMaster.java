// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.Sharing;
import io.weightlapse.jobs.StopSignal;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.residual.ResidualClippingPostProcessor;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.repartitioner.DefaultRepartitioner;
import org.deeplearning4j.spark.parameterserver.training.SharedTrainingMaster;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * DL4J's master of shared updates, with its parameter server. Its own loop gives each process one
 * wrapper of anonymous threads, which nothing can watch; here each task is a worker, and an epoch a
 * round, whose tasks start together.
 */
final class SharingMaster extends SharedTrainingMaster implements RoundMaster {
  private static final String OPENED = "jdk.internal.misc";
  private static final int ATTEMPTS = 2;

  private final Faults faults;
  private final boolean network; // the workers are in other processes
  private WorkerSetup setup;
  private MeshPlan plan;
  private ThresholdAlgorithm threshold;
  private MeshNode root; // null where all is in one process, and before the first epoch
  private boolean met; // the processes of the plan's generation
  private int attempt;

  /**
   * A run's master.
   *
   * @param sharing resolved: {@link #resolve}
   * @param network whether the workers are in other processes than the driver
   */
  SharingMaster(WorkerSetup setup, Sharing sharing, boolean network, Faults faults) {
    super(
        MeshPlan.configuration(sharing),
        setup.workers(),
        RDDTrainingApproach.Direct,
        StorageLevel.NONE(),
        false,
        RepartitionStrategy.Balanced,
        Repartition.Never,
        Thresholds.first(sharing),
        new ResidualClippingPostProcessor(5, 5),
        setup.experiment().training().batch(),
        setup.experiment().training().batch(),
        0,
        setup.workers(),
        0,
        new DefaultRepartitioner(),
        null,
        null,
        false);
    this.setup = setup;
    this.network = network;
    this.faults = faults;
    this.threshold = Thresholds.first(sharing);
    this.plan =
        new MeshPlan(setup.run(), UUID.randomUUID().toString(), 0, sharing, setup.workers());
  }

  /**
   * The settings with all addresses known.
   *
   * @throws UserException naming an address that is none of this machine's
   */
  static Sharing resolve(JavaSparkContext spark, Sharing sharing) {
    return spark.sc().isLocal()
        ? sharing
        : Addresses.resolve(sharing, spark.getConf().get("spark.driver.host", "127.0.0.1"));
  }

  /**
   * Fails where the parameter server cannot run.
   *
   * @throws UserException naming what is missing
   */
  static void check(JavaSparkContext spark, Sharing sharing) {
    if (spark.sc().isLocal()) {
      return; // workers of one process need no network
    }
    if (!Object.class.getModule().isOpen(OPENED, SharingMaster.class.getModule())) {
      throw new UserException(
          "--mode sharing needs Java's flag --add-opens=java.base/"
              + OPENED
              + "=ALL-UNNAMED (spark-submit --driver-java-options)",
          1,
          null);
    }
    MeshNode.requireFree(resolve(spark, sharing));
  }

  @Override
  public TrainingMaster<?, ?> master() {
    return this;
  }

  @Override
  protected void prepareNetworkAndStuff(SparkDl4jMultiLayer spark, SparkComputationGraph graph) {
    if (network && root == null) {
      root = MeshNode.root(plan);
    }
  }

  @Override
  public RoundReport round(SparkDl4jMultiLayer network, JavaRDD<Integer> seats, Round round)
      throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        prepareNetworkAndStuff(network, null);
        RoundReport report = work(network, seats, round);
        met = true;
        return report;
      } catch (Exception e) { // Scala throws checked exceptions undeclared
        // Spark does a task again, but not a stage whose tasks must start together
        close(); // of the mesh, nobody knows who is left
        if (tries == ATTEMPTS
            || StopSignal.requested()
            || network.getSparkContext().sc().isStopped()) {
          throw cause(e);
        }
        setup = setup.again();
        plan = plan.next();
        met = false;
      }
    }
  }

  /** Spark says which task of a barrier failed in the first line, and why in the second. */
  private static Exception cause(Exception e) {
    String[] lines = String.valueOf(e.getMessage()).split("\\R", 3);
    return lines.length < 2 || !lines[0].contains("barrier")
        ? e
        : new UserException(
            "training failed: " + lines[1].strip().replaceFirst("^[\\w.$]+(Exception|Error): ", ""),
            1,
            e);
  }

  private RoundReport work(SparkDl4jMultiLayer network, JavaRDD<Integer> seats, Round round)
      throws Exception {
    long begin = System.nanoTime();
    Broadcast<NetBroadcastTuple> broadcast =
        network
            .getSparkContext()
            .broadcast((NetBroadcastTuple) PackedState.of(network.getNetwork()));
    int batch = setup.experiment().training().batch();
    SharingWorker worker =
        new SharingWorker(
            broadcast,
            new WorkerConfiguration(false, batch, batch, round.minibatches(), 0, false),
            round,
            new Shared(plan, attempt++, this.network, !met, threshold));
    try {
      RoundReport report =
          AveragingMaster.average(
              network,
              round,
              together(seats, new RoundTask(setup, round, worker, faults)),
              new AveragingMaster.Spread(
                  setup.workers(), 1, Average.Weights.EQUAL, begin, System.nanoTime()));
      threshold = Thresholds.mean(report.notes(), threshold);
      return report;
    } finally {
      broadcast.destroy();
    }
  }

  /** All tasks start at once, or none: each waits for what the others send. */
  private static JavaRDD<PackedResult> together(JavaRDD<Integer> seats, RoundTask task) {
    ClassTag<PackedResult> tag = ClassTag$.MODULE$.apply(PackedResult.class);
    RDD<PackedResult> results =
        seats.rdd().barrier().mapPartitionsWithIndex(new ScalaCall(task), true, tag);
    return new JavaRDD<>(results, tag);
  }

  @Override
  public String state() {
    return Thresholds.text(threshold);
  }

  @Override
  public void restore(String state) {
    if (!state.isEmpty()) { // of a run that began before thresholds were kept
      threshold = Thresholds.of(state);
    }
  }

  @Override
  public void close() {
    if (root != null) {
      root.close();
      root = null;
    }
  }
}
