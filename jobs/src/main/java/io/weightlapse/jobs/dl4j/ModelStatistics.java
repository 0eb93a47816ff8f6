// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.MetricSpec;
import io.weightlapse.core.experiment.StatisticsCadence;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.training.DeadUnits;
import io.weightlapse.core.training.LayerStatistics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Statistics of the tensors of a distributed run's model, taken where single training would take
 * them in one of a round's steps. Not thread-safe but for what says otherwise.
 */
final class ModelStatistics {
  /** What the epoch had counted for a tensor when its statistics were taken last. */
  private record Reading(int epoch, EpochSums.Tensor sums) {}

  private final RunManifest manifest;
  private final DeadUnits deadUnits;
  private final LayerStatistics statistics = new LayerStatistics(); // of the writing thread
  private final Map<Integer, Reading> readings = new HashMap<>(); // by tensor

  ModelStatistics(RunManifest manifest, Dataset train) {
    this.manifest = manifest;
    this.deadUnits = new DeadUnits(manifest.experiment().network(), train);
  }

  /**
   * Whether a tensor's statistics are due.
   *
   * @param boundary whether the state ends an epoch, or is the first or last one
   * @param kept whether the tensor is kept
   * @param first step after the state before
   */
  static boolean due(MetricSpec metrics, boolean boundary, boolean kept, long first, long step) {
    StatisticsCadence cadence = metrics.statistics();
    if (cadence == StatisticsCadence.NONE) {
      return false;
    }
    boolean measured = boundary || (kept && cadence == StatisticsCadence.SNAPSHOTS);
    for (long s = first; s <= step && !measured; s++) {
      measured = metrics.measuresStep(s);
    }
    return measured;
  }

  /** The dead units of each layer. */
  Map<String, List<Integer>> dead(float[] parameters) {
    return deadUnits.of(parameters);
  }

  /** What is known of a tensor's updates since it was asked for last in the epoch. */
  LayerStatistics.Updates updates(int tensor, ParameterBlock block, int epoch, EpochSums sums) {
    EpochSums.Tensor now = sums.tensor(tensor);
    Reading before = readings.put(tensor, new Reading(epoch, now));
    return before == null || before.epoch() != epoch
        ? now.since(EpochSums.Tensor.NONE, block.size())
        : now.since(before.sums(), block.size());
  }

  /** A tensor's statistics; on the writing thread. */
  LayerStats of(
      long step,
      int epoch,
      ParameterBlock block,
      float[] values,
      LayerStatistics.Updates updates,
      List<Integer> dead) {
    return statistics.of(manifest.run(), Event.MODEL, step, epoch, block, values, updates, dead);
  }

  /** What a checkpoint keeps. */
  final class Export {
    private final Map<Integer, Reading> then = Map.copyOf(readings);

    private Export() {}

    /**
     * As bytes; on the writing thread, between the events before the checkpoint and those after.
     */
    byte[] bytes() throws IOException {
      return ModelStatistics.bytes(statistics.export(), then);
    }
  }

  /** What a checkpoint of the training as it is now keeps. */
  Export export() {
    return new Export();
  }

  private static byte[] bytes(List<LayerStatistics.Earlier> all, Map<Integer, Reading> readings)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(all.size());
    for (LayerStatistics.Earlier e : all) {
      out.writeInt(e.offset());
      out.writeLong(e.step());
      out.writeInt(e.values().length);
      ByteBuffer values =
          ByteBuffer.allocate(e.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      values.asFloatBuffer().put(e.values());
      out.write(values.array());
    }
    out.writeInt(readings.size());
    for (Map.Entry<Integer, Reading> r : readings.entrySet()) {
      out.writeInt(r.getKey());
      out.writeInt(r.getValue().epoch());
      out.writeLong(r.getValue().sums().steps());
      out.writeDouble(r.getValue().sums().squares());
      out.writeDouble(r.getValue().sums().moves());
    }
    return bytes.toByteArray();
  }

  /** Goes on with what {@link #export} gave; nothing for no bytes. */
  void restore(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return;
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<LayerStatistics.Earlier> all = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      int offset = in.readInt();
      long step = in.readLong();
      byte[] raw = in.readNBytes(in.readInt() * Float.BYTES);
      all.add(new LayerStatistics.Earlier(Event.MODEL, offset, step, FloatArrays.floats(raw)));
    }
    statistics.restore(all);
    for (int i = in.readInt(); i > 0; i--) {
      int tensor = in.readInt();
      int epoch = in.readInt();
      readings.put(
          tensor,
          new Reading(
              epoch, new EpochSums.Tensor(in.readLong(), in.readDouble(), in.readDouble())));
    }
  }
}
