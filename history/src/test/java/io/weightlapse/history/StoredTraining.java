// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.training.Checkpoint;
import io.weightlapse.core.training.CheckpointCodec;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.training.TrainingResult;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/** A small training into a home, as a task of a job does it; a main of its own, to be killed. */
final class StoredTraining {
  static final String RUN = "killed-1";

  private static final String EXPERIMENT =
      """
      name: killed
      data: {generator: moons, points: 300, rng: numpy, seed: 3}
      network:
        inputs: 2
        layers: [{units: 5, activation: relu}, {units: 2, activation: identity}]
        loss: softmax_cross_entropy
        init: torch
      training: {seed: 1, epochs: 2, batch: 1, optimiser: {name: adam, learningRate: 0.01}}
      snapshots: [{everySteps: 50}, {everySteps: 7, layers: [l2]}]
      metrics: {everySteps: 9}
      """;

  private StoredTraining() {}

  private static Experiment experiment(int epochs) {
    ObjectNode tree = ExperimentReader.parse(EXPERIMENT, "killed");
    ((ObjectNode) tree.get("training")).put("epochs", epochs);
    return ExperimentReader.read(tree, "killed");
  }

  /** Trains, or goes on from the checkpoint if there is one. */
  static TrainingResult train(Home home, int epochs, double checkpointSeconds) throws IOException {
    Experiment experiment = experiment(epochs);
    RunManifest manifest =
        new RunManifest(RUN, experiment, Instant.EPOCH, "hash", Map.of("weightlapse", "test"));
    Optional<Checkpoint> from = checkpoint(home);
    if (from.isPresent()) {
      Rewind.to(home, RUN, from.get().step());
      new Runs(home).reopen(RUN);
    }
    String writer = from.map(c -> "train-from-" + c.step()).orElse("train");
    HistorySink sink = new HistorySink(home, RUN, writer);
    try (Training training =
        new Training(
            manifest,
            TrainingData.load(experiment, DataFolder.current()),
            sink,
            TrainingListener.NONE,
            new TrainingOptions(1, false, checkpointSeconds),
            c -> home.replace(path(), CheckpointCodec.encode(c)),
            Clock.systemUTC())) {
      sink.publish(new RunStarted(manifest, Instant.EPOCH));
      from.ifPresent(training::resume);
      TrainingResult result = training.run();
      sink.publish(new RunEnded(RUN, Instant.EPOCH, result.state(), result.steps(), ""));
      sink.close();
      return result;
    } catch (IOException | RuntimeException e) {
      sink.abort(); // a killed process, which is an Error here, does not come to this
      throw e;
    }
  }

  private static String path() {
    return "checkpoints/" + RUN + "/last.ckpt";
  }

  static Optional<Checkpoint> checkpoint(Home home) throws IOException {
    try {
      return Optional.of(CheckpointCodec.decode(home.read(path())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Every row as it is stored, doubled ones twice; without times and speeds. Sorted. */
  static List<String> rows(Home home) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String layer : home.names(home.weightsFolder(RUN))) {
      rows(home, home.weightsFolder(RUN) + "/" + layer, Tables.WEIGHTS, rows);
    }
    rows(home, home.layerStatsFolder(RUN), StatsTable.SCHEMA, rows);
    rows(home, home.metricsFolder(RUN), Tables.METRICS, rows);
    rows.removeIf(row -> row.contains(MetricNames.SAMPLES_PER_SECOND));
    rows.sort(null);
    return rows;
  }

  private static void rows(Home home, String folder, MessageType table, List<String> to)
      throws IOException {
    for (String path : StepMerge.files(home, folder)) {
      String head = table.getName() + " " + folder.substring(folder.lastIndexOf('/') + 1) + " ";
      try (ParquetReader<Group> reader = new Reader(home.store().input(path)).build()) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          to.add(head + row.toString().replaceAll("time: \\d+", ""));
        }
      }
    }
  }

  /** Parquet's own reader, which knows nothing of ours. */
  private static final class Reader extends ParquetReader.Builder<Group> {
    Reader(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  /** Trains in this process: arguments are the home, the epochs, the seconds of checkpoints. */
  public static void main(String[] args) throws IOException {
    System.out.println("begins");
    train(
        Home.open(Path.of(args[0]).toString()),
        Integer.parseInt(args[1]),
        Double.parseDouble(args[2]));
    System.out.println("trained");
  }
}
