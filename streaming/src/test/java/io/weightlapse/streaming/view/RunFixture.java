// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.experiment.TrainingSpec;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.Rng;
import io.weightlapse.core.random.TorchRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Trains a built-in network with one output the slow, obvious way and tells what happened. */
final class RunFixture {
  static final Instant TIME = Instant.parse("2026-11-22T18:45:01Z");

  final RunManifest manifest;
  final Dataset data;
  final List<Event> events = new ArrayList<>();
  private long number;

  private RunFixture(Experiment experiment) {
    manifest =
        new RunManifest(
            experiment.name() + "-20261122-184501-3f2a", experiment, TIME, "", Map.of());
    data = DataSets.load(experiment);
  }

  /** Trains all scheduled epochs of a built-in experiment. */
  static RunFixture of(String experiment) {
    return of(ExperimentReader.builtIn(experiment));
  }

  /** Six epochs over forty points: enough for six frames. */
  static RunFixture small() {
    Experiment xor = ExperimentReader.builtIn("xor");
    DataSpec data = GeneratedData.of("xor", 40, Rng.NUMPY, 0);
    TrainingSpec training = new TrainingSpec(0, 6, 1, false, OptimiserSpec.momentum(0.005, 0.3));
    return of(
        new Experiment(
            xor.name(),
            xor.title(),
            xor.description(),
            data,
            xor.network(),
            xor.init(),
            training,
            xor.snapshots(),
            xor.metrics(),
            xor.frames(),
            xor.landscape()));
  }

  static RunFixture of(Experiment experiment) {
    RunFixture fixture = new RunFixture(experiment);
    fixture.train();
    return fixture;
  }

  private void train() {
    Experiment experiment = manifest.experiment();
    NetworkSpec network = experiment.network();
    events.add(new RunStarted(manifest, TIME));
    TorchRandom random = new TorchRandom(experiment.training().seed());
    for (int i = 0; i < experiment.init().skipDraws(); i++) {
      random.uniform(-1, 1);
    }
    float[] parameters = TorchInit.parameters(network, random);
    float[] velocity = new float[parameters.length];
    for (int epoch = 0; epoch < experiment.training().epochs(); epoch++) {
      double error = 0;
      for (int row = 0; row < data.rows(); row++) {
        error += step(parameters, velocity, row);
      }
      if (experiment.frames().contains(epoch)) {
        tell(epoch, parameters, error);
      }
    }
  }

  private double step(float[] parameters, float[] velocity, int row) {
    NetworkSpec network = manifest.experiment().network();
    ParameterLayout layout = network.layout();
    int layers = network.layers().size();
    float[] input = Arrays.copyOfRange(data.features(), 2 * row, 2 * row + 2);
    double[][] values = new double[layers + 1][];
    values[0] = new double[] {input[0], input[1]};
    int offset = 0;
    int[] offsets = new int[layers];
    for (int l = 0; l < layers; l++) {
      offsets[l] = offset;
      int in = network.layerInputs(l);
      int out = network.layers().get(l).units();
      values[l + 1] = new double[out];
      for (int o = 0; o < out; o++) {
        double z = parameters[offset + out * in + o];
        for (int i = 0; i < in; i++) {
          z += parameters[offset + o * in + i] * values[l][i];
        }
        values[l + 1][o] = network.layers().get(l).activation().apply(z);
      }
      offset += out * in + out;
    }
    double miss = values[layers][0] - data.targets()[row];
    double[] gradient = {2 * miss};
    for (int l = layers - 1; l >= 0; l--) {
      int in = network.layerInputs(l);
      int out = network.layers().get(l).units();
      double[] below = new double[in];
      for (int o = 0; o < out; o++) {
        double a = values[l + 1][o];
        double d = gradient[o] * network.layers().get(l).activation().derivative(0, a);
        for (int i = 0; i < in; i++) {
          below[i] += d * parameters[offsets[l] + o * in + i];
          update(parameters, velocity, offsets[l] + o * in + i, d * values[l][i]);
        }
        update(parameters, velocity, offsets[l] + out * in + o, d);
      }
      gradient = below;
    }
    if (layout.size() != offset) {
      throw new AssertionError("layout differs from layer after layer");
    }
    return miss * miss;
  }

  private void update(float[] parameters, float[] velocity, int at, double gradient) {
    velocity[at] =
        (float) (manifest.experiment().training().optimiser().momentum() * velocity[at] + gradient);
    parameters[at] -=
        (float) (manifest.experiment().training().optimiser().learningRate() * velocity[at]);
  }

  /** A metric of one epoch. */
  Metric metric(int epoch, double error) {
    long step = manifest.experiment().stepAtEndOf(epoch, data.rows());
    return new Metric(
        manifest.run(), Event.MODEL, step, epoch, MetricNames.TRAIN_SUM_SQUARED_ERROR, error, TIME);
  }

  private void tell(int epoch, float[] parameters, double error) {
    events.add(metric(epoch, error));
    long step = manifest.experiment().stepAtEndOf(epoch, data.rows());
    for (ParameterBlock b : manifest.experiment().network().layout().blocks()) {
      for (int r = 0; r < b.rows(); r++) {
        float[] row =
            Arrays.copyOfRange(
                parameters, b.offset() + r * b.cols(), b.offset() + (r + 1) * b.cols());
        events.add(
            new Snapshot(
                manifest.run(),
                Event.MODEL,
                step,
                epoch,
                b.layerName(),
                b.param(),
                r,
                1,
                b.cols(),
                r,
                b.rows(),
                row));
      }
    }
    survey(epoch, step, parameters);
  }

  private void survey(int epoch, long step, float[] parameters) {
    Experiment experiment = manifest.experiment();
    List<NeuronSlice> slices = experiment.landscape().slices(experiment.network());
    for (NeuronSlice slice : slices) {
      surface(epoch, step, parameters, slice, 2 * slices.size());
    }
  }

  /** The tiles of another survey of the same run. */
  List<SurfaceTile> survey(NeuronLandscapeSpec spec, long number) {
    RunFixture other = new RunFixture(with(spec));
    other.number = number;
    other.train();
    return other.events.stream()
        .filter(SurfaceTile.class::isInstance)
        .map(SurfaceTile.class::cast)
        .toList();
  }

  private Experiment with(NeuronLandscapeSpec spec) {
    Experiment e = manifest.experiment();
    return new Experiment(
        e.name(),
        e.title(),
        e.description(),
        e.data(),
        e.network(),
        e.init(),
        e.training(),
        e.snapshots(),
        e.metrics(),
        e.frames(),
        spec);
  }

  /** Two tiles of a surface: rows 0 to 3, and the rest. */
  private void surface(int epoch, long step, float[] parameters, NeuronSlice slice, int tiles) {
    Experiment experiment = manifest.experiment();
    var alpha = experiment.landscape().alpha();
    var beta = experiment.landscape().beta();
    ParameterBlock w = experiment.network().layout().weights(slice.layer());
    int at0 = w.offset() + slice.neuron() * w.cols() + slice.input0();
    int at1 = w.offset() + slice.neuron() * w.cols() + slice.input1();
    float[] loss = new float[alpha.count() * beta.count()];
    float[] moved = parameters.clone();
    for (int i = 0; i < alpha.count(); i++) {
      for (int j = 0; j < beta.count(); j++) {
        moved[at0] = (float) (parameters[at0] + alpha.at(i));
        moved[at1] = (float) (parameters[at1] + beta.at(j));
        loss[i * beta.count() + j] = meanLoss(moved);
      }
    }
    int[] cuts = {0, 4, alpha.count()};
    for (int t = 0; t < 2; t++) {
      int rows = cuts[t + 1] - cuts[t];
      float[] part = Arrays.copyOfRange(loss, cuts[t] * beta.count(), cuts[t + 1] * beta.count());
      events.add(
          new SurfaceTile(
              manifest.run(),
              step,
              epoch,
              slice,
              alpha,
              beta,
              parameters[at0],
              parameters[at1],
              cuts[t],
              rows,
              part,
              new float[part.length],
              tiles,
              number));
    }
  }

  private float meanLoss(float[] parameters) {
    float[] outputs =
        Forward.outputs(manifest.experiment().network(), parameters, data.features(), data.rows());
    double sum = 0;
    for (int r = 0; r < data.rows(); r++) {
      double miss = outputs[r] - data.targets()[r];
      sum += miss * miss;
    }
    return (float) (sum / data.rows());
  }

  /** The frames of a view that is told these events. */
  List<Frame> frames(String view, List<Event> told) {
    View v = Views.create(view, manifest);
    List<Frame> frames = new ArrayList<>();
    for (Event e : told) {
      frames.addAll(v.accept(e));
    }
    return frames;
  }
}
