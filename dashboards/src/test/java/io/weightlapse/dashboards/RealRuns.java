// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.event.TrajectoryPoint;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronEvaluator;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.SurfacePart;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.dashboards.preview.Interpolation;
import io.weightlapse.streaming.sink.SinkWriter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two real trainings of a small network, their rows stored by the sink's own code. */
final class RealRuns {
  static final String SLOW = "playground-slow";
  static final String FAST = "playground-fast";
  private static final NeuronSlice SLICE = new NeuronSlice(0, "l1", 0, 0, 1);

  private RealRuns() {}

  /** Trains and stores; what a reader would choose. */
  static Interpolation fill(Database database) throws IOException, SQLException {
    for (Map.Entry<String, String> run : Map.of(SLOW, "0.03", FAST, "0.2").entrySet()) {
      SinkWriter.write(database.url(), events(run.getKey(), run.getValue()));
    }
    return new Interpolation(
        Map.of(
            "run", List.of(FAST, SLOW).subList(0, 1),
            "worker", List.of("-1"),
            "layer", List.of("l1"),
            "param", List.of("W"),
            "step", List.of("-1"),
            "slice", List.of(SLICE.id()),
            "experiment", List.of("playground")));
  }

  private static List<Event> events(String run, String rate) throws IOException {
    Experiment experiment =
        ExperimentReader.read(
            Overrides.apply(
                    ExperimentReader.tree("playground"),
                    List.of(
                        "training.epochs=60",
                        "metrics.everySteps=5",
                        "training.optimiser.learningRate=" + rate))
                .get(0),
            run);
    Instant start = Instant.now().minusSeconds(60);
    RunManifest manifest =
        new RunManifest(run, experiment, start, "ab12", Map.of("weightlapse", "test"));
    MemorySink sink = new MemorySink();
    Dataset data = DataSets.load(experiment);
    TrainingResult result =
        new Training(
                manifest,
                new TrainingData(data),
                sink,
                TrainingListener.NONE,
                TrainingOptions.standard(),
                CheckpointStore.NONE,
                Clock.systemUTC())
            .run();
    List<Event> events = new ArrayList<>(List.of(new RunStarted(manifest, start)));
    events.addAll(sink.events());
    events.addAll(surface(run, experiment, data, sink.events(Snapshot.class), result.steps()));
    events.addAll(way(run, sink));
    events.add(new RunEnded(run, Instant.now(), result.state(), result.steps(), result.message()));
    return events;
  }

  /** The loss over two weights of a unit, around where training ended. */
  private static List<SurfaceTile> surface(
      String run, Experiment experiment, Dataset data, List<Snapshot> snapshots, long step) {
    float[] parameters = new float[experiment.network().layout().size()];
    experiment
        .network()
        .layout()
        .blocks()
        .forEach(
            b ->
                snapshots.stream()
                    .filter(
                        s ->
                            s.step() == step
                                && s.layer().equals(b.layerName())
                                && s.param() == b.param())
                    .forEach(
                        s ->
                            System.arraycopy(
                                s.values(), 0, parameters, b.offset(), s.values().length)));
    Axis axis = new Axis(-3, 3, 25);
    SurfacePart part =
        new NeuronEvaluator(experiment.network(), parameters, data)
            .evaluate(SLICE, axis, axis, 0, axis.count());
    return List.of(
        new SurfaceTile(
            run,
            step,
            59,
            SLICE,
            axis,
            axis,
            0,
            0,
            0,
            axis.count(),
            part.loss(),
            part.accuracy(),
            1));
  }

  /** Where the two weights were, from where they ended. */
  private static List<TrajectoryPoint> way(String run, MemorySink sink) {
    Map<Long, Double> losses = new HashMap<>();
    sink.events(Metric.class).stream()
        .filter(m -> m.name().equals(MetricNames.TRAIN_LOSS))
        .forEach(m -> losses.put(m.step(), m.value()));
    List<Snapshot> weights =
        sink.events(Snapshot.class).stream()
            .filter(s -> s.layer().equals("l1") && s.param() == Param.W)
            .filter(s -> losses.containsKey(s.step()))
            .toList();
    float[] last = weights.get(weights.size() - 1).values();
    return weights.stream()
        .map(
            s ->
                new TrajectoryPoint(
                    run,
                    SLICE.id(),
                    0,
                    new PathPoint(
                        s.step(),
                        Event.MODEL,
                        s.values()[0] - last[0],
                        s.values()[1] - last[1],
                        0,
                        losses.get(s.step()),
                        Double.NaN)))
        .toList();
  }
}
