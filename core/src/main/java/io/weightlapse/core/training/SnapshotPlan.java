// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.SnapshotPolicy;
import io.weightlapse.core.experiment.SnapshotStorage;
import io.weightlapse.core.experiment.StatisticsCadence;
import io.weightlapse.core.nn.ParameterBlock;
import java.util.List;

/**
 * What an experiment will write if it trains to its end, counted step by step before it begins.
 *
 * @param snapshots steps of which anything is kept
 * @param tensors kept tensors, over all steps and workers
 * @param rows units of them: rows of the table of weights
 * @param values numbers in them
 * @param statistics tensors whose statistics are taken
 * @param metrics numbers measured
 * @param bytesOfValue what a value takes in the history
 * @param checkpoint bytes of the checkpoint, and of the one that replaces it
 */
public record SnapshotPlan(
    long snapshots,
    long tensors,
    long rows,
    long values,
    long statistics,
    long metrics,
    double bytesOfValue,
    long checkpoint) {
  /** Of a tensor's message on Kafka beside its values, at most one message in 512 KiB. */
  private static final long MESSAGE = 300;

  private static final long CHUNK = 512 << 10;

  // Seen in files and messages; stated as "about".
  private static final double ROW = 1.5;
  private static final double STATISTICS_ROW = 200;
  private static final double METRIC_ROW = 12;
  private static final long STATISTICS_MESSAGE = 1500;
  private static final long METRIC_MESSAGE = 350;

  /** A bfloat16 beside 16 bits of zero, compressed. */
  private static final double BFLOAT16 = 1.9;

  /** Nothing. */
  public static final SnapshotPlan NONE = new SnapshotPlan(0, 0, 0, 0, 0, 0, 4, 0);

  /** Bytes of the run's tables and checkpoint. */
  public long parquetBytes() {
    return (long)
            (values * bytesOfValue
                + rows * ROW
                + statistics * STATISTICS_ROW
                + metrics * METRIC_ROW)
        + checkpoint;
  }

  /** Bytes of its messages. */
  public long kafkaBytes() {
    return 4 * values
        + (tensors + 4 * values / CHUNK) * MESSAGE
        + statistics * STATISTICS_MESSAGE
        + metrics * METRIC_MESSAGE;
  }

  /** Both together. */
  public SnapshotPlan plus(SnapshotPlan o) {
    return new SnapshotPlan(
        snapshots + o.snapshots,
        tensors + o.tensors,
        rows + o.rows,
        values + o.values,
        statistics + o.statistics,
        metrics + o.metrics,
        Math.max(bytesOfValue, o.bytesOfValue),
        checkpoint + o.checkpoint);
  }

  /** Of a training whose every step can be kept. */
  public static SnapshotPlan of(Experiment e, int samples, int workers) {
    return of(e, samples, workers, 1);
  }

  /**
   * Counts.
   *
   * @param samples rows of the training data
   * @param workers that train beside the run's own model; 0 where a single one trains
   * @param steps between two states that can be kept, at least 1: the steps of a round of workers
   */
  public static SnapshotPlan of(Experiment e, int samples, int workers, long steps) {
    Count count = new Count(e, workers);
    int perEpoch = e.training().stepsPerEpoch(samples);
    long last = (long) perEpoch * e.training().epochs();
    boolean inside = e.snapshots().looksInside() || e.metrics().statisticsEverySteps() > 0;
    count.state(0, 0, -1, true);
    for (int epoch = 0; epoch < e.training().epochs(); epoch++) {
      long end = (long) (epoch + 1) * perEpoch;
      long first = end - perEpoch + 1;
      for (; first + steps <= end; first += steps) {
        if (inside) {
          count.inside(first, first + steps - 1);
        }
      }
      count.state(first, end, epoch, end == last);
    }
    long perEpochMetrics = 4 + 4L * e.network().layers().size() + 4;
    long batches = e.metrics().everySteps() > 0 ? 2 * (last / e.metrics().everySteps()) : 0;
    long parameters = e.network().layout().size();
    return new SnapshotPlan(
        count.snapshots,
        count.tensors,
        count.rows,
        count.values,
        count.statistics,
        e.training().epochs() * perEpochMetrics + batches,
        e.snapshots().storage() == SnapshotStorage.BFLOAT16 ? BFLOAT16 : Float.BYTES,
        2 * 4 * parameters * 4);
  }

  private static final class Count {
    private final SnapshotPolicy policy;
    private final StatisticsCadence cadence;
    private final Experiment experiment;
    private final List<ParameterBlock> blocks;
    private final int workers;
    private long snapshots;
    private long tensors;
    private long rows;
    private long values;
    private long statistics;

    private Count(Experiment e, int workers) {
      this.policy = e.snapshots();
      this.cadence = e.metrics().statistics();
      this.experiment = e;
      this.blocks = e.network().layout().blocks();
      this.workers = workers;
    }

    private void inside(long first, long step) {
      for (long s = first; s <= step; s++) {
        if (policy.keepsStep(s) || experiment.metrics().measuresStep(s)) {
          state(first, step, -1, false);
          return;
        }
      }
    }

    /** A layer is kept at a step if the policy keeps one of those since the state before. */
    private boolean keeps(int worker, String layer, long first, long step, int epochEnded) {
      for (long s = first; s < step; s++) {
        if (policy.keeps(worker, layer, s, -1)) {
          return true;
        }
      }
      return policy.keeps(worker, layer, step, epochEnded);
    }

    private void state(long first, long step, int epochEnded, boolean whole) {
      boolean boundary = whole || epochEnded >= 0;
      boolean all = boundary;
      for (long s = first; s <= step && !all; s++) {
        all = experiment.metrics().measuresStep(s);
      }
      long before = tensors;
      for (ParameterBlock b : blocks) {
        for (int worker = Event.MODEL; worker < workers; worker++) {
          boolean keeps =
              (worker == Event.MODEL && whole)
                  ? policy.keepsLayer(b.layerName())
                  : (worker == Event.MODEL || step > 0) // workers begin as the model
                      && keeps(worker, b.layerName(), first, step, epochEnded);
          if (keeps) {
            tensors++;
            rows += b.rows();
            values += b.size();
          }
          if ((worker == Event.MODEL && all && cadence != StatisticsCadence.NONE)
              || (keeps && cadence == StatisticsCadence.SNAPSHOTS)) {
            statistics++;
          }
        }
      }
      snapshots += tensors > before ? 1 : 0;
    }
  }
}
