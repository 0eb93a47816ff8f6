// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.nn.Crew;
import io.weightlapse.core.nn.PlaneOps;
import java.util.List;

/**
 * The fast way. The first layer is linear in the coordinates: Z = Z0 + alpha Za + beta Zb, three
 * products for each shard, and one fused pass for each point. The other layers' weights are formed
 * once for each point and shard. Threads take groups of points; what a point gives does not depend
 * on its group. Its oracle is {@link DoublePlane}.
 */
public final class FloatPlane implements PlaneEvaluator {
  private final Plane plane;
  private final List<LayerShape> layers;
  private final PlaneOps ops;
  private final Crew crew;
  private final PointPass[] passes; // one for each worker

  /** An evaluator with so many threads, the caller's counted. */
  public FloatPlane(Plane plane, int threads) {
    this(plane, threads, PlaneOps.best());
  }

  FloatPlane(Plane plane, int threads, PlaneOps ops) {
    this.plane = plane;
    this.layers = LayerShape.of(plane.network());
    this.ops = ops;
    this.crew = new Crew(threads);
    this.passes = new PointPass[threads];
  }

  @Override
  public Shard prepare(Dataset data, int from, int to) {
    FirstLayer first = FirstLayer.of(plane, layers.get(0), data, from, to, ops, crew);
    return new FloatShard(this, first, TileTargets.of(data, from, to));
  }

  /** The pass of a worker; its memory is kept from point to point. */
  PointPass pass(int worker) {
    if (passes[worker] == null) {
      passes[worker] = new PointPass(plane, layers, ops);
    }
    return passes[worker];
  }

  Crew crew() {
    return crew;
  }

  @Override
  public void close() {
    crew.close();
  }
}
