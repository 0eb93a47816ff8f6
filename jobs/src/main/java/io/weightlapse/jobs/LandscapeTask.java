// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.landscape.NeuronEvaluator;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.SurfacePart;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;

/** Computes the rows of some surfaces. */
final class LandscapeTask implements FlatMapFunction<Iterator<LandscapeTask.Unit>, KafkaReport> {
  private static final long serialVersionUID = 1L;

  /** Most points of a tile: 512 KiB of loss and accuracy. */
  static final int MOST_POINTS = 64 << 10;

  /** Rows of one surface to compute. */
  record Unit(long step, NeuronSlice slice, int row0, int rows) implements Serializable {}

  private final RunManifest manifest;
  private final NeuronLandscapeSpec spec;
  private final int tilesOfStep;
  private final long survey;
  private final String home;
  private final DataFolder folder;
  private final KafkaSettings kafka; // null without Kafka
  private final LongAccumulator surfaces;

  LandscapeTask(
      RunManifest manifest,
      NeuronLandscapeSpec spec,
      int tilesOfStep,
      long survey,
      LandscapeRequest request,
      KafkaSettings kafka,
      LongAccumulator surfaces) {
    this.manifest = manifest;
    this.spec = spec;
    this.tilesOfStep = tilesOfStep;
    this.survey = survey;
    this.home = request.home();
    this.folder = request.data();
    this.kafka = kafka;
    this.surfaces = surfaces;
  }

  @Override
  public Iterator<KafkaReport> call(Iterator<Unit> units) throws IOException {
    TaskContext context = TaskContext.get();
    Home opened = Home.open(home);
    ThisExecutor.requireRun(opened, manifest.run());
    NetworkSpec network = manifest.experiment().network();
    SnapshotReader snapshots = new SnapshotReader(opened, manifest.run(), network);
    Dataset data = ExecutorData.of(manifest.experiment(), folder).train();
    String writer = "landscape-" + context.partitionId();
    FanOutSink sink = new FanOutSink(new HistorySink(opened, manifest.run(), writer), kafka);
    try {
      long step = -1;
      float[] parameters = null;
      NeuronEvaluator evaluator = null;
      // A task that fails while the JVM shuts down is never reported: stopping is no failure.
      while (units.hasNext() && !StopSignal.requested() && !context.isInterrupted()) {
        Unit unit = units.next();
        if (unit.step() != step) {
          step = unit.step();
          parameters = snapshots.parameters(step);
          evaluator = new NeuronEvaluator(network, parameters, data);
        }
        sink.publish(tile(unit, snapshots.epoch(step), parameters, evaluator));
        surfaces.add(1);
      }
      sink.close();
      return List.of(sink.report()).iterator();
    } catch (IOException | RuntimeException | Error e) {
      try {
        sink.abort();
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  private SurfaceTile tile(Unit unit, int epoch, float[] parameters, NeuronEvaluator evaluator) {
    NeuronSlice slice = unit.slice();
    SurfacePart part =
        evaluator.evaluate(slice, spec.alpha(), spec.beta(), unit.row0(), unit.rows());
    ParameterLayout layout = manifest.experiment().network().layout();
    return new SurfaceTile(
        manifest.run(),
        unit.step(),
        epoch,
        slice,
        spec.alpha(),
        spec.beta(),
        parameters[slice.place0(layout)],
        parameters[slice.place1(layout)],
        unit.row0(),
        unit.rows(),
        part.loss(),
        part.accuracy(),
        tilesOfStep,
        survey);
  }
}
