// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.landscape.plane.DoublePlane;
import io.weightlapse.core.landscape.plane.FloatPlane;
import io.weightlapse.core.util.Checks;

/** The processor. */
public final class CpuBackend implements LandscapeBackend {
  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public PlaneEvaluator open(Plane plane, Precision precision, int threads) {
    Checks.atLeast("threads", threads, 1);
    return precision == Precision.DOUBLE
        ? new DoublePlane(plane, threads)
        : new FloatPlane(plane, threads);
  }
}
