// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Split;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.StopLater;
import io.weightlapse.jobs.StopSignal;
import io.weightlapse.jobs.TrainMode;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;

/** The workers of a run, as the driver calls them. */
final class Crew implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final JavaSparkContext context;
  private final WorkerSetup setup;
  private final Output out;
  private final SparkDl4jMultiLayer spark;
  private final JavaRDD<Integer> seats;
  private final RoundMaster master;
  private final StopLater later;

  Crew(
      JavaSparkContext context,
      WorkerSetup setup,
      Scaling scaling,
      MultiLayerNetwork network,
      Output out,
      Faults faults) {
    this.context = context;
    this.setup = setup;
    this.out = out;
    this.later = new StopLater(PATIENCE_SECONDS, () -> context.sc().cancelJobGroup(setup.run()));
    this.master =
        scaling.mode() == TrainMode.SHARING
            ? new SharingMaster(
                setup,
                SharingMaster.resolve(context, scaling.sharing()),
                !context.sc().isLocal(),
                faults)
            : new AveragingMaster(setup, scaling, setup.experiment().training().batch(), faults);
    this.spark = new SparkDl4jMultiLayer(context, network, master.master());
    // cached, so that a worker stays where its network and its events are
    this.seats =
        context
            .parallelize(IntStream.range(0, scaling.workers()).boxed().toList(), scaling.workers())
            .persist(StorageLevel.MEMORY_ONLY());
  }

  /** Goes on with what a checkpoint says of the workers. */
  void restore(RoundIndex from) {
    master.restore(from.master());
  }

  /** What {@link #restore} needs besides the network. */
  String state() {
    return master.state();
  }

  /** Does a round; empty where Ctrl-C cut it short: the network is as it was before it. */
  Optional<RoundReport> round(Round round) throws IOException {
    context.setJobGroup(setup.run(), "round " + round.index(), false);
    try {
      return Optional.of(master.round(spark, seats, round));
    } catch (IOException | UserException e) {
      if (StopSignal.requested()) {
        return Optional.empty();
      }
      throw e;
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (StopSignal.requested()) {
        return Optional.empty();
      }
      throw new UserException("training failed: " + Messages.innermost(e), 1, e);
    } finally {
      context.clearJobGroup();
    }
  }

  /** Lets a round that is under way end by itself for a while, then cancels it. */
  void stopSoon() {
    later.begin();
  }

  /** Scores all samples of a split, which must have some. */
  ScoredPart score(Split split) {
    try {
      return ScoreTask.score(spark, seats, setup, split);
    } catch (UserException e) {
      throw e;
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      throw new UserException("evaluation failed: " + Messages.innermost(e), 1, e);
    }
  }

  /** Ends what the workers have, in every executor: some may have moved. */
  @Override
  public void close() {
    later.close();
    String run = setup.run();
    try {
      Everywhere.call(
          context,
          () -> {
            Seat.clear(run);
            MeshNode.leave(run);
          });
      seats.unpersist(false);
    } catch (Exception e) { // the context is gone, and the executors with it
      out.error("weightlapse: workers of run " + run + " were not ended: " + e.getMessage());
    }
    master.close();
  }
}
