// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.landscape.NeuronEvaluator;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.SurfacePart;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.streaming.view.StepRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run in memory, and the same numbers in a file for the other side.
 *
 * @param parameters by step; of the layers that are drawn
 */
record FramesData(
    RunManifest manifest, MemorySink events, StepRange steps, Map<Long, float[]> parameters) {
  private static final int UPDATES = 30;

  /** 30 updates of layers 2 to 5 of the MNIST network, trained by Adam on made-up data. */
  static FramesData updates() throws IOException {
    RunManifest manifest =
        new RunManifest(
            "updates", ExperimentReader.builtIn("mnist-mlp"), Instant.EPOCH, "", Map.of());
    MemorySink events = new MemorySink();
    events.publish(new RunStarted(manifest, Instant.EPOCH));
    Map<Long, float[]> parameters = new TreeMap<>();
    Mlp mlp = Mlp.MNIST;
    Dataset data = mlp.data();
    KernelOptions options = KernelOptions.batch(mlp.batch()).withThreads(2);
    try (Kernel kernel = Kernels.create(mlp.spec(), mlp.optimiser(), mlp.initial(), options)) {
      int[] order = new int[data.rows()];
      Arrays.setAll(order, i -> i);
      Tally tally = new Tally(kernel.parameters().length);
      for (int step = 0; step <= UPDATES; step++) {
        if (step > 0) {
          kernel.step(data, order, (step - 1) * mlp.batch(), step * mlp.batch(), tally);
        }
        parameters.put((long) step, tell(manifest, events, step, kernel.parameters()));
      }
    }
    return new FramesData(manifest, events, StepRange.of("1:" + UPDATES), parameters);
  }

  private static float[] tell(
      RunManifest manifest, MemorySink events, long step, float[] parameters) {
    float[] drawn = new float[0];
    for (ParameterBlock b : manifest.experiment().network().layout().blocks()) {
      if (!b.layerName().equals("l1")) {
        float[] values = Arrays.copyOfRange(parameters, b.offset(), b.offset() + b.size());
        events.publish(
            Snapshot.whole(
                manifest.run(),
                Event.MODEL,
                step,
                0,
                b.layerName(),
                b.param(),
                b.rows(),
                b.cols(),
                values));
        if (b.param() == Param.W) {
          int at = drawn.length;
          drawn = Arrays.copyOf(drawn, at + values.length);
          System.arraycopy(values, 0, drawn, at, values.length);
        }
      }
    }
    return drawn;
  }

  /** The XOR run with the surfaces of every frame. */
  static FramesData xor() throws Exception {
    Xor xor = Xor.load();
    MemorySink events = new MemorySink();
    xor.training(events).run();
    Map<Long, float[]> parameters = new TreeMap<>();
    RunManifest manifest =
        new RunManifest(
            "xor-benchmark", xor.experiment(), Instant.EPOCH, xor.data().hash(), Map.of());
    var layout = manifest.experiment().network().layout();
    Map<Long, Integer> epochs = new HashMap<>();
    for (Snapshot s : events.events(Snapshot.class)) {
      float[] all = parameters.computeIfAbsent(s.step(), k -> new float[layout.size()]);
      for (ParameterBlock b : layout.blocks()) {
        if (b.layerName().equals(s.layer()) && b.param() == s.param()) {
          System.arraycopy(s.values(), 0, all, b.offset() + s.row0() * b.cols(), s.values().length);
        }
      }
      epochs.put(s.step(), s.epoch());
    }
    for (Map.Entry<Long, float[]> e : parameters.entrySet()) {
      int epoch = epochs.get(e.getKey());
      if (epoch >= 0 && manifest.experiment().frames().contains(epoch)) {
        survey(xor, manifest, events, e.getKey(), epoch, e.getValue());
      }
    }
    return new FramesData(manifest, events, StepRange.ALL, parameters);
  }

  private static void survey(
      Xor xor, RunManifest manifest, MemorySink events, long step, int epoch, float[] parameters) {
    NeuronLandscapeSpec spec = xor.experiment().landscape();
    NeuronEvaluator evaluator =
        new NeuronEvaluator(xor.experiment().network(), parameters, xor.data());
    List<NeuronSlice> slices = spec.slices(xor.experiment().network());
    for (NeuronSlice slice : slices) {
      int rows = spec.alpha().count();
      SurfacePart part = evaluator.evaluate(slice, spec.alpha(), spec.beta(), 0, rows);
      ParameterBlock w = xor.experiment().network().layout().weights(slice.layer());
      int at = w.offset() + slice.neuron() * w.cols();
      events.publish(
          new SurfaceTile(
              manifest.run(),
              step,
              epoch,
              slice,
              spec.alpha(),
              spec.beta(),
              parameters[at + slice.input0()],
              parameters[at + slice.input1()],
              0,
              rows,
              part.loss(),
              part.accuracy(),
              slices.size(),
              0));
    }
  }

  /** The numbers that frames at these steps show, as JSON. */
  void write(Path folder, List<Long> at) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    List<float[]> drawn = new ArrayList<>();
    at.forEach(step -> drawn.add(parameters.get(step)));
    all.put("first", parameters.get(0L));
    all.put("parameters", drawn);
    Map<Integer, Double> errors = new TreeMap<>();
    for (Metric m : events.events(Metric.class)) {
      if (m.name().equals(MetricNames.TRAIN_SUM_SQUARED_ERROR)) {
        errors.put(m.epoch(), m.value());
      }
    }
    all.put("errors", errors);
    List<Map<String, Object>> surfaces = new ArrayList<>();
    for (SurfaceTile t : events.events(SurfaceTile.class)) {
      NeuronSlice slice = (NeuronSlice) t.slice();
      surfaces.add(
          Map.of(
              "step",
              t.step(),
              "epoch",
              t.epoch(),
              "layer",
              slice.layer(),
              "neuron",
              slice.neuron(),
              "loss",
              t.loss()));
    }
    all.put("surfaces", surfaces);
    new ObjectMapper().writeValue(folder.resolve("numbers.json").toFile(), all);
  }
}
