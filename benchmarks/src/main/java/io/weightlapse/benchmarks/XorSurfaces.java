// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.landscape.NeuronEvaluator;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.SurfaceEvaluator;
import io.weightlapse.core.landscape.SurfacePart;
import io.weightlapse.core.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Computes the neuron surfaces of one frame of XOR, first cold (the initial network), then
 * repeatedly (the trained one), and prints seconds, the trained parameters and their losses.
 */
final class XorSurfaces {
  private XorSurfaces() {}

  public static void main(String[] args) throws Exception {
    int warm = Repeats.warm(args, 200);
    Xor xor = Xor.load();
    Training training = xor.training(new MemorySink());
    double cold = Repeats.seconds(() -> surfaces(xor, training.parameters()));
    training.run();
    JsonLine.print(
        Map.of(
            "work",
            "xor-surfaces",
            "cold_seconds",
            cold,
            "warm_seconds",
            Repeats.seconds(warm, () -> surfaces(xor, training.parameters())),
            "weights",
            training.parameters(),
            "surfaces",
            surfaces(xor, training.parameters())));
  }

  private static List<Map<String, Object>> surfaces(Xor xor, float[] parameters) {
    NeuronLandscapeSpec landscape = xor.experiment().landscape();
    SurfaceEvaluator evaluator =
        new NeuronEvaluator(xor.experiment().network(), parameters, xor.data());
    List<Map<String, Object>> surfaces = new ArrayList<>();
    for (NeuronSlice slice : landscape.slices(xor.experiment().network())) {
      int rows = landscape.alpha().count();
      SurfacePart part = evaluator.evaluate(slice, landscape.alpha(), landscape.beta(), 0, rows);
      surfaces.add(Map.of("layer", slice.layer(), "neuron", slice.neuron(), "loss", part.loss()));
    }
    return surfaces;
  }
}
