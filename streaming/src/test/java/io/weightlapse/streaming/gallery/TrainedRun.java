// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.streaming.encode.PngWriter;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** A small run with all that a page shows, in a home of a test. */
final class TrainedRun {
  static final int EPOCHS = 12;
  static final int STEPS = EPOCHS * 500;
  static final NeuronSlice SLICE = new NeuronSlice(0, "l1", 0, 0, 1);
  static final int SIDE = 9;

  private TrainedRun() {}

  /** Trains XOR, stores two surfaces of it and three frames. */
  static RunManifest create(Home home, String run, String title) throws IOException {
    return create(home, run, title, 0);
  }

  /** The same; the surfaces are lifted by so much. */
  static RunManifest create(Home home, String run, String title, float lift) throws IOException {
    ObjectNode tree = ExperimentReader.tree("xor");
    tree.put("title", title);
    ((ObjectNode) tree.get("training")).put("epochs", EPOCHS);
    RunManifest manifest =
        new RunManifest(
            run,
            ExperimentReader.read(tree, "xor"),
            Instant.parse("2026-11-22T12:00:00Z"),
            "00ff",
            Map.of("java", "17"));
    Clock clock = Clock.systemUTC();
    try (HistorySink sink = new HistorySink(home, run, "train");
        Training training =
            new Training(
                manifest,
                TrainingData.load(manifest.experiment(), DataFolder.current()),
                sink,
                TrainingListener.NONE,
                new TrainingOptions(1, false, 1e9),
                CheckpointStore.NONE,
                clock)) {
      sink.publish(new RunStarted(manifest, clock.instant()));
      training.run();
      sink.publish(surface(run, 0, lift));
      sink.publish(surface(run, STEPS, lift));
      sink.publish(new RunEnded(run, clock.instant(), RunState.DONE, STEPS, ""));
    }
    frames(home, run, "transformations", 3);
    return manifest;
  }

  /** A bowl with a hole where a value is no number; deeper at later steps. */
  private static SurfaceTile surface(String run, long step, float lift) {
    float[] loss = new float[SIDE * SIDE];
    float[] accuracy = new float[SIDE * SIDE];
    Axis axis = new Axis(-4, 4, SIDE);
    for (int p = 0; p < loss.length; p++) {
      double a = axis.at(p / SIDE);
      double b = axis.at(p % SIDE);
      loss[p] = (float) (1 + a * a + 2 * b * b + (step == 0 ? 5 : 0) + lift);
      accuracy[p] = 1 / (1 + loss[p]);
    }
    loss[2 * SIDE + 3] = Float.NaN;
    return new SurfaceTile(run, step, 0, SLICE, axis, axis, 0, 0, 0, SIDE, loss, accuracy, 1);
  }

  /** Pictures of one colour each. */
  static void frames(Home home, String run, String view, int count) throws IOException {
    Path folder = home.folder().orElseThrow().resolve("animations/" + run + "/frames/" + view);
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      BufferedImage picture = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 64 * 48; p++) {
        picture.setRGB(p % 64, p / 64, new Color(60 * i, 100, 200 - 60 * i).getRGB());
      }
      try (OutputStream out = Files.newOutputStream(folder.resolve("0000" + i + ".png"))) {
        PngWriter.write(picture, "", out);
      }
    }
  }
}
