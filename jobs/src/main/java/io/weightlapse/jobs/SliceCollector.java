// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.SliceInfo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts partial sums together on the driver and publishes each block when it is whole. Sums are
 * added in the order of the shards, whatever order they come in.
 */
final class SliceCollector {
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Some points of the surface of a step. */
  static final class Block {
    final long step;
    final GridPart part;
    final int tilesOfStep;
    private final int epoch;
    private PointSums[][] sums; // by series, then shard; null once published
    private int missing;

    /**
     * Nothing yet.
     *
     * @param shards of each series
     */
    Block(long step, int epoch, GridPart part, int tilesOfStep, int[] shards) {
      this.step = step;
      this.epoch = epoch;
      this.part = part;
      this.tilesOfStep = tilesOfStep;
      this.sums = new PointSums[shards.length][];
      for (int s = 0; s < shards.length; s++) {
        sums[s] = new PointSums[shards[s]];
        missing += shards[s];
      }
    }
  }

  private final String run;
  private final SliceInfo info;
  private final List<Block> blocks;
  private final FanOutSink sink;
  private long flushed = System.nanoTime();
  private int published;

  SliceCollector(String run, SliceInfo info, List<Block> blocks, FanOutSink sink) {
    this.run = run;
    this.info = info;
    this.blocks = blocks;
    this.sink = sink;
  }

  void accept(SliceUnit.Result result) throws IOException {
    Block block = blocks.get(result.block());
    if (block.sums == null || block.sums[result.series()][result.shard()] != null) {
      return; // of a task that Spark ran twice
    }
    block.sums[result.series()][result.shard()] = result.sums();
    if (--block.missing == 0) {
      sink.publish(tile(block));
      block.sums = null;
      published++;
      if (System.nanoTime() - flushed > FLUSH_NANOS) {
        sink.flushHistory(); // what is flushed survives this process
        flushed = System.nanoTime();
      }
    }
  }

  /** How many blocks are whole. */
  int published() {
    return published;
  }

  private SurfaceTile tile(Block block) {
    int n = block.part.points();
    int cols = block.part.cols();
    float[] loss = new float[n];
    float[] accuracy = new float[n];
    for (int s = 0; s < block.sums.length; s++) {
      PointSums sum = PointSums.zero(block.sums[s][0].count());
      for (PointSums shard : block.sums[s]) {
        sum = sum.plus(shard);
      }
      for (int p = 0; p < sum.count(); p++) {
        int at = block.sums.length > 1 ? p * cols + s : p;
        loss[at] = (float) sum.meanLoss(p);
        accuracy[at] = (float) sum.accuracy(p);
      }
    }
    return new SurfaceTile(
        run,
        block.step,
        block.epoch,
        info.recipe().slice(),
        info.recipe().alpha(),
        info.recipe().beta(),
        0,
        0,
        block.part,
        loss,
        accuracy,
        block.tilesOfStep,
        info.survey());
  }
}
