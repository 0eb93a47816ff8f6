// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.landscape.NpyFile;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.direction.Direction;
import io.weightlapse.core.landscape.direction.DirectionPair;
import io.weightlapse.core.landscape.direction.Directions;
import io.weightlapse.core.landscape.direction.Normalisation;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/** Makes the directions that an option names, at one step. */
final class DirectionMaker {
  /** Directions of a slice, where they begin, and what is worth knowing about them. */
  record Made(float[] origin, float[][] directions, SliceInfo.Facts facts) {}

  private final JavaSparkContext spark;
  private final SliceRequest request;
  private final RunManifest manifest;
  private final NetworkSpec network;
  private final SnapshotReader snapshots;
  private final Output out;
  private PcaJob.Result pca;

  DirectionMaker(
      JavaSparkContext spark,
      SliceRequest request,
      RunManifest manifest,
      SnapshotReader snapshots,
      Output out) {
    this.spark = spark;
    this.request = request;
    this.manifest = manifest;
    this.network = manifest.experiment().network();
    this.snapshots = snapshots;
    this.out = out;
  }

  /**
   * The directions at a step.
   *
   * @param names one for each, see {@link DirectionNames}
   */
  Made at(long step, List<String> names) throws IOException {
    boolean points = names.contains("points");
    float[] origin = points ? point(0) : snapshots.parameters(step);
    List<Direction> made = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int which = i > 0 && names.get(0).equals(names.get(i)) ? 1 : 0;
      made.add(one(names.get(i), which, step, origin, notes));
    }
    float[][] values = new float[made.size()][];
    List<Double> norms = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      values[i] = made.get(i).checked().values();
      norms.add(made.get(i).norm());
    }
    double cosine =
        made.size() == 2 ? DirectionPair.of(made.get(0), made.get(1)).cosine() : Double.NaN;
    return new Made(
        points ? origin : null,
        values,
        new SliceInfo.Facts(norms, cosine, String.join("; ", notes)));
  }

  private Direction one(String name, int which, long step, float[] origin, List<String> notes)
      throws IOException {
    switch (name) {
      case "random":
      case "filter":
      case "layer":
      case "weight":
        Normalisation how =
            name.equals("random")
                ? Normalisation.NONE
                : Normalisation.valueOf(name.toUpperCase(Locale.ROOT));
        return Directions.random(network, request.seed(), which)
            .normalised(how, Normalisation.Biases.ZERO, network, origin);
      case "points":
        return Directions.between("points", origin, point(1));
      case "update":
        return update(step, origin);
      case "pca":
        return pca(which, notes);
      case "gradient":
      case "hessian":
        return new CurvatureDirections(spark, request, manifest, origin, out)
            .of(name, which, notes);
      default:
        return named(name, which, origin);
    }
  }

  /** A place to begin at that has nothing to do with the run: fresh parameters of a seed. */
  private float[] point(int which) {
    return Training.initialParameters(Seeds.of(manifest.experiment(), request.seed() + which));
  }

  private Direction update(long step, float[] origin) throws IOException {
    List<Long> before = snapshots.steps().stream().filter(s -> s < step).toList();
    if (before.isEmpty()) {
      throw new UserException(
          "--directions update needs a snapshot before step " + step + ": there is none");
    }
    long last = before.get(before.size() - 1);
    return Directions.update(snapshots.parameters(last), origin).unit();
  }

  private Direction pca(int which, List<String> notes) throws IOException {
    if (pca == null) {
      pca = PcaJob.run(spark, request.home(), manifest, snapshots.steps(), 2, out);
    }
    notes.add(
        String.format(
            Locale.ROOT,
            "pca %d of %d snapshots explains %.4f",
            which + 1,
            pca.snapshots(),
            pca.explained().get(which)));
    return pca.directions().get(which);
  }

  private Direction named(String name, int which, float[] origin) throws IOException {
    if (name.startsWith("step:")) {
      long to = Long.parseLong(name.substring(5));
      return Directions.between(name, origin, snapshots.parameters(to));
    }
    if (name.startsWith("run:")) {
      return Directions.between(name, origin, other(name.substring(4)));
    }
    return file(name.substring("file:".length()), which);
  }

  /** The last snapshot of another run of the same architecture. */
  private float[] other(String run) throws IOException {
    Home home = Home.open(request.home());
    Experiment experiment = new Runs(home).manifest(run).experiment();
    if (!experiment.network().layout().blocks().equals(network.layout().blocks())) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "run %s must have the architecture of %s, %s: was %s",
              run,
              manifest.run(),
              shape(network),
              shape(experiment.network())));
    }
    SnapshotReader theirs = new SnapshotReader(home, run, experiment.network());
    List<Long> steps = theirs.steps();
    if (steps.isEmpty()) {
      throw new UserException("run " + run + " has no whole snapshot stored");
    }
    return theirs.parameters(steps.get(steps.size() - 1));
  }

  private static String shape(NetworkSpec network) {
    StringBuilder text = new StringBuilder().append(network.inputs());
    network.layers().forEach(l -> text.append('-').append(l.units()));
    return text.toString();
  }

  private Direction file(String path, int which) throws IOException {
    float[][] vectors = vectors(path);
    if (which >= vectors.length) {
      throw new UserException(
          "--directions file:" + path + " must hold 2 directions for a plane: was 1");
    }
    return Directions.file(path, vectors[which], network);
  }

  /** The one or two directions of a file. */
  static float[][] vectors(String path) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(path));
    } catch (NoSuchFileException e) {
      throw new UserException("--directions file:" + path + ": there is no such file", 2, e);
    }
    float[][] vectors = NpyFile.read(path, bytes);
    if (vectors.length > 2) {
      throw new UserException(
          "--directions file:" + path + " must hold 1 or 2 directions: was " + vectors.length);
    }
    return vectors;
  }
}
