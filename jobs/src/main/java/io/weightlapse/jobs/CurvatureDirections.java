// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.curvature.Eigenpair;
import io.weightlapse.core.landscape.curvature.Lanczos;
import io.weightlapse.core.landscape.curvature.LanczosOptions;
import io.weightlapse.core.landscape.curvature.Spectrum;
import io.weightlapse.core.landscape.direction.Direction;
import io.weightlapse.core.landscape.direction.Directions;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/** The gradient, and the eigenvectors of the greatest eigenvalues, each of length 1. */
final class CurvatureDirections {
  private final JavaSparkContext spark;
  private final SliceRequest request;
  private final RunManifest manifest;
  private final float[] origin;
  private final Output out;

  CurvatureDirections(
      JavaSparkContext spark,
      SliceRequest request,
      RunManifest manifest,
      float[] origin,
      Output out) {
    this.spark = spark;
    this.request = request;
    this.manifest = manifest;
    this.origin = origin;
    this.out = out;
  }

  /**
   * One of them.
   *
   * @param name {@code gradient} or {@code hessian}
   * @param which 0 or 1 for the first or second eigenvector
   */
  Direction of(String name, int which, List<String> notes) {
    String data = request.choice().startsWith("batches:") ? "train" : request.choice();
    DataChoice choice = new DataChoice(data, request.samples(), request.seed());
    try (SparkHessian hessian = new SparkHessian(spark, manifest, request.data(), choice, origin)) {
      if (name.equals("gradient")) {
        return Directions.downhill(hessian.gradient()).unit();
      }
      LanczosOptions options = new LanczosOptions(which + 1, 0, 200, 1e-6, request.seed());
      try (Progress bar = out.progress("hessian", "products", options.maxIterations())) {
        Spectrum spectrum = Lanczos.of(hessian, options, bar::at);
        Eigenpair pair = spectrum.top().get(which);
        notes.add(
            String.format(
                Locale.ROOT,
                "hessian %d: eigenvalue %.6g, residual %.2g",
                which + 1,
                pair.value(),
                pair.residual()));
        float[] values = new float[pair.vector().length];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) pair.vector()[i];
        }
        return Direction.of("hessian " + (which + 1), values);
      }
    }
  }
}
