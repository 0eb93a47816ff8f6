// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.SurfaceReader;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Three small runs in a home, and how they are cut. */
abstract class SliceHome {
  static JavaSparkContext spark;

  @TempDir static Path folder;
  final RecordedOutput out = new RecordedOutput();

  @BeforeAll
  static void open() throws IOException {
    spark = LocalContext.open();
    TrainCommand train = new TrainCommand();
    new CommandLine(train).parseArgs("xor", "--run", "x", "--set", "training.epochs=6");
    train.inHome(folder.toString());
    train.run(spark, new RecordedOutput());
    TrainCommand other = new TrainCommand();
    new CommandLine(other)
        .parseArgs("xor", "--run", "y", "--seed", "5", "--set", "training.epochs=2");
    other.inHome(folder.toString());
    other.run(spark, new RecordedOutput());
    TrainCommand wide = new TrainCommand();
    new CommandLine(wide).parseArgs("xor-12-layers", "--run", "wide", "--set", "training.epochs=1");
    wide.inHome(folder.toString());
    wide.run(spark, new RecordedOutput());
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  static Home home() {
    return Home.open(folder.toString());
  }

  static LandscapeCommand landscape(String... args) {
    LandscapeCommand command = new LandscapeCommand();
    new CommandLine(command).parseArgs(args);
    command.inHome(folder.toString());
    return command;
  }

  void run(String... args) throws IOException {
    assertThat(landscape(args).run(spark, out).kafka().complete()).isTrue();
  }

  static SurfaceGrid surface(SliceKind kind, String name, long step) throws IOException {
    return new SurfaceReader(home(), "x", new NamedSlice(kind, name)).surface(step).orElseThrow();
  }

  static Experiment experiment() throws IOException {
    return new Runs(home()).manifest("x").experiment();
  }

  static float[] parameters(String run, long step) throws IOException {
    return new SnapshotReader(home(), run, experiment().network()).parameters(step);
  }

  /** The obvious way: the whole network at one point. */
  static double loss(float[] parameters, Dataset data) throws IOException {
    float[] out = Forward.outputs(experiment().network(), parameters, data.features(), data.rows());
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      double d = (double) out[i] - data.targets()[i];
      sum += d * d;
    }
    return sum / out.length;
  }

  static float[] moved(float[] origin, double alpha, float[] a, double beta, float[] b) {
    float[] p = origin.clone();
    for (int i = 0; i < p.length; i++) {
      p[i] = (float) (origin[i] + alpha * a[i] + (b == null ? 0 : beta * b[i]));
    }
    return p;
  }

  static NamedSlice plane(String name) {
    return new NamedSlice(SliceKind.PLANE, name);
  }
}
