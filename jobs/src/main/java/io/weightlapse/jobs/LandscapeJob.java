// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.jobs.kafka.KafkaReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Computes the loss over two incoming weights of neurons, at chosen steps of a stored run. The
 * surfaces are spread over Spark's tasks, step after step, so that animations grow from their
 * beginning. Computing again replaces what was there.
 */
public final class LandscapeJob {
  private LandscapeJob() {}

  /**
   * For spark-submit: {@code --class io.weightlapse.jobs.LandscapeJob weightlapse-jobs.jar RUN}.
   */
  public static void main(String[] args) {
    System.exit(JobCommand.execute(new LandscapeCommand(), args));
  }

  /** Computes the surfaces. */
  public static JobReport run(JavaSparkContext spark, LandscapeRequest request, Output out)
      throws IOException {
    Home home = Home.open(request.home());
    home.check();
    Runs runs = new Runs(home);
    RunManifest manifest = runs.manifest(request.run());
    Experiment experiment = manifest.experiment();
    NeuronLandscapeSpec spec = request.spec() == null ? experiment.landscape() : request.spec();
    List<NeuronSlice> slices = spec.slices(experiment.network());
    if (slices.isEmpty()) {
      throw new UserException("no layer of run " + request.run() + " has the neurons asked for");
    }
    List<Long> stored = new SnapshotReader(home, request.run(), experiment.network()).steps();
    if (stored.isEmpty()) {
      throw new UserException("run " + request.run() + " has no whole snapshot stored");
    }
    List<Long> steps = request.steps().of(stored, experiment);
    List<LandscapeTask.Unit> units = units(steps, slices, spec);
    KafkaGate gate = new KafkaGate(Optional.ofNullable(request.kafka()), out);
    runs.clearSurfaces(request.run(), slices.stream().map(NeuronSlice::id).toList());
    LongAccumulator done = spark.sc().longAccumulator("tiles");
    long begin = System.nanoTime();
    LandscapeTask task =
        new LandscapeTask(
            manifest,
            spec,
            units.size() / steps.size(),
            System.currentTimeMillis(), // tells a newer survey from an older one
            request,
            gate.settings(),
            done);
    KafkaReport kafka =
        TaskProgress.during(
            spark,
            "landscape",
            done,
            null,
            out.progress("landscape", "tiles", units.size()),
            () ->
                spark
                    .parallelize(units, partitions(spark, units.size()))
                    .mapPartitions(task)
                    .collect()
                    .stream()
                    .reduce(new KafkaReport(0, 0, ""), KafkaReport::plus));
    StopSignal.check();
    out.line(
        String.format(
            Locale.ROOT,
            "%s surveyed: %,d surfaces of %d x %d points in %.2f s",
            request.run(),
            steps.size() * slices.size(),
            spec.alpha().count(),
            spec.beta().count(),
            (System.nanoTime() - begin) / 1e9));
    return new JobReport(List.of(), gate.report(kafka));
  }

  /** Enough tasks for balance and for frames to come early, few enough for few files. */
  private static int partitions(JavaSparkContext spark, int units) {
    return Math.min(units, 4 * spark.defaultParallelism());
  }

  private static List<LandscapeTask.Unit> units(
      List<Long> steps, List<NeuronSlice> slices, NeuronLandscapeSpec spec) {
    int all = spec.alpha().count();
    int most = Math.max(1, LandscapeTask.MOST_POINTS / spec.beta().count());
    List<LandscapeTask.Unit> units = new ArrayList<>();
    for (long step : steps) {
      for (NeuronSlice slice : slices) {
        for (int row = 0; row < all; row += most) {
          units.add(new LandscapeTask.Unit(step, slice, row, Math.min(most, all - row)));
        }
      }
    }
    return units;
  }
}
