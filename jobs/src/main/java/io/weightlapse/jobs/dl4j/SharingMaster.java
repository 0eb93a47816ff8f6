// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.Sharing;
import io.weightlapse.jobs.StopSignal;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.residual.ResidualClippingPostProcessor;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.AdaptiveThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.FixedThresholdAlgorithm;
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
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;
import org.nd4j.parameterserver.distributed.v2.enums.MeshBuildMode;
import org.nd4j.parameterserver.distributed.v2.transport.impl.StaticPortSupplier;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * DL4J's master of shared updates, with its parameter server. Its own loop gives each process one
 * wrapper of anonymous threads, which nothing can watch; here each task is a worker, and an epoch a
 * round, whose tasks start together.
 */
final class SharingMaster extends SharedTrainingMaster implements RoundMaster {
  private static final String UNBLOCK = "aeron.publication.unblock.timeout";
  private static final String OPENED = "jdk.internal.misc";

  private static final int ATTEMPTS = 2;

  private WorkerSetup setup;
  private final Scaling scaling;
  private final Faults faults;
  private boolean started;

  SharingMaster(WorkerSetup setup, Scaling scaling, Faults faults) {
    super(
        configuration(scaling.sharing()),
        setup.workers(),
        RDDTrainingApproach.Direct,
        StorageLevel.NONE(),
        false,
        RepartitionStrategy.Balanced,
        Repartition.Never,
        threshold(scaling.sharing()),
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
    this.scaling = scaling;
    this.faults = faults;
  }

  /**
   * Fails where the parameter server cannot run.
   *
   * @throws UserException naming what is missing
   */
  static void check(JavaSparkContext spark, Sharing sharing) {
    if (!spark.sc().isLocal()) {
      throw new UserException(
          "--mode sharing needs --master local[N]: was " + spark.master(), 1, null);
    }
    if (!Object.class.getModule().isOpen(OPENED, SharingMaster.class.getModule())) {
      throw new UserException(
          "--mode sharing needs Java's flag --add-opens=java.base/" + OPENED + "=ALL-UNNAMED",
          1,
          null);
    }
    // Aeron tells of a port that is taken in its log alone
    try (DatagramSocket free =
        new DatagramSocket(new InetSocketAddress(sharing.controller(), sharing.port()))) {
      free.setReuseAddress(false);
    } catch (SocketException e) {
      throw unusable(sharing, e);
    }
  }

  private static UserException unusable(Sharing sharing, Exception e) {
    return new UserException(
        String.format(
            Locale.ROOT,
            "nothing can listen at --controller %s --port %d: %s",
            sharing.controller(),
            sharing.port(),
            Messages.innermost(e)),
        1,
        e);
  }

  static ThresholdAlgorithm threshold(Sharing sharing) {
    return sharing.threshold() == 0
        ? new AdaptiveThresholdAlgorithm()
        : new FixedThresholdAlgorithm(sharing.threshold());
  }

  private static VoidConfiguration configuration(Sharing sharing) {
    VoidConfiguration all = new VoidConfiguration();
    all.setStreamId(119);
    all.setPortSupplier(new StaticPortSupplier(sharing.port()));
    all.setUnicastControllerPort(sharing.port());
    all.setNetworkMask(sharing.networkMask());
    all.setControllerAddress(sharing.controller());
    all.setMeshBuildMode(
        sharing.mesh() == Sharing.Mesh.TREE ? MeshBuildMode.MESH : MeshBuildMode.PLAIN);
    return all;
  }

  @Override
  public TrainingMaster<?, ?> master() {
    return this;
  }

  @Override
  protected void prepareNetworkAndStuff(SparkDl4jMultiLayer network, SparkComputationGraph graph) {
    if (started) {
      return;
    }
    if (System.getProperty(UNBLOCK) == null) {
      // Aeron refuses to start with one below DL4J's liveness timeout of 30 s
      System.setProperty(UNBLOCK, "60000000000");
    }
    Sharing sharing = scaling.sharing();
    ModelParameterServer server = ModelParameterServer.getInstance();
    UdpTransport transport =
        new UdpTransport(sharing.controller(), sharing.port(), voidConfiguration);
    try {
      server.configure(voidConfiguration, transport, true);
      server.addUpdatesSubscriber(new ServerModel());
      server.launch();
    } catch (RuntimeException e) {
      transport.abandon();
      throw unusable(sharing, e);
    }
    started = true;
  }

  @Override
  public RoundReport round(SparkDl4jMultiLayer network, JavaRDD<Integer> seats, Round round)
      throws Exception {
    prepareNetworkAndStuff(network, null);
    for (int attempt = 1; ; attempt++) {
      try {
        return work(network, seats, round);
      } catch (Exception e) { // Scala throws checked exceptions undeclared
        // Spark does a task again, but not a stage whose tasks must start together
        if (attempt == ATTEMPTS
            || StopSignal.requested()
            || network.getSparkContext().sc().isStopped()) {
          throw cause(e);
        }
        setup = setup.again();
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
            scaling.sharing());
    try {
      return AveragingMaster.average(
          network,
          round,
          together(seats, new RoundTask(setup, round, worker, faults)),
          new AveragingMaster.Spread(setup.workers(), 1, begin, System.nanoTime()));
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
  public void close() {
    if (started) {
      ModelParameterServer.getInstance().shutdown();
      started = false;
    }
  }
}
