// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.landscape.NeuronEvaluator;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.ReferenceEvaluator;
import io.weightlapse.core.landscape.SurfaceEvaluator;
import io.weightlapse.core.landscape.SurfacePart;
import io.weightlapse.core.training.Training;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The neuron surfaces of one frame of XOR. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SurfaceBenchmark {
  /** Which evaluator. */
  @Param({"neuron", "reference"})
  String evaluator;

  private SurfaceEvaluator evaluated;
  private NeuronLandscapeSpec landscape;
  private List<NeuronSlice> slices;

  /** The network as it begins. */
  @Setup
  public void build() {
    Xor xor = Xor.load();
    float[] parameters = Training.initialParameters(xor.experiment());
    landscape = xor.experiment().landscape();
    slices = landscape.slices(xor.experiment().network());
    evaluated =
        evaluator.equals("neuron")
            ? new NeuronEvaluator(xor.experiment().network(), parameters, xor.data())
            : new ReferenceEvaluator(xor.experiment().network(), parameters, xor.data());
  }

  /** Every surface of the frame. */
  @Benchmark
  public void frame(Blackhole sink) {
    for (NeuronSlice slice : slices) {
      int rows = landscape.alpha().count();
      SurfacePart part = evaluated.evaluate(slice, landscape.alpha(), landscape.beta(), 0, rows);
      sink.consume(part);
    }
  }
}
