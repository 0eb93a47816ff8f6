// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.event.Distribution;
import io.weightlapse.core.event.EvaluationResult;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.event.TrajectoryPoint;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The rows of events. */
final class EventRows {
  private static final String SINGLE = "single";
  private static final String DISTRIBUTED = "distributed";

  private EventRows() {}

  /** Adds an event's rows; snapshots have none. */
  static void add(Event event, RowBatch batch) {
    if (event instanceof Metric m) {
      metric(m, batch);
    } else if (event instanceof LayerStats s) {
      stats(s, "values", s.values(), batch);
      if (s.fromStep() >= 0) {
        stats(s, "change", s.change(), batch);
      }
      progress(s.run(), s.worker(), s.step(), batch);
    } else if (event instanceof SurfaceTile t) {
      tile(t, batch);
    } else if (event instanceof TrajectoryPoint p) {
      point(p, batch);
    } else if (event instanceof EvaluationResult e) {
      evaluation(e, batch);
    } else if (event instanceof RunStarted s) {
      start(s, batch);
    } else if (event instanceof RunEnded e) {
      batch.add(
          SinkTables.ENDS, e.run(), e.state().label(), micros(e.time()), e.steps(), e.message());
    }
  }

  private static void start(RunStarted s, RowBatch batch) {
    RunManifest m = s.manifest();
    batch.add(
        SinkTables.STARTS,
        s.run(),
        m.experiment().name(),
        m.experiment().title(),
        micros(s.time()),
        m.experiment().training().epochs(),
        (long) m.experiment().network().layout().size(),
        m.experiment().training().seed(),
        m.mode().isEmpty() ? SINGLE : m.mode(),
        ManifestJson.write(m).toString());
  }

  private static void metric(Metric m, RowBatch batch) {
    batch.add(
        SinkTables.METRICS,
        m.run(),
        m.name(),
        m.worker(),
        m.step(),
        m.epoch(),
        m.value(),
        micros(m.time()));
    progress(m.run(), m.name().startsWith("round.") ? 0 : m.worker(), m.step(), batch);
  }

  private static void progress(String run, int worker, long step, RowBatch batch) {
    Object[] before = batch.find(SinkTables.PROGRESS, run);
    String mode = worker >= 0 ? DISTRIBUTED : null;
    if (before == null) {
      batch.add(SinkTables.PROGRESS, run, step, mode);
    } else {
      before[1] = Math.max((Long) before[1], step);
      before[2] = before[2] == null ? mode : before[2];
    }
  }

  private static void stats(LayerStats s, String kind, Distribution d, RowBatch batch) {
    boolean values = kind.equals("values");
    double[] q = d.quantiles();
    batch.add(
        SinkTables.LAYER_STATS,
        s.run(),
        s.worker(),
        s.step(),
        s.layer(),
        s.param().label(),
        kind,
        s.epoch(),
        d.count(),
        d.notFinite(),
        d.mean(),
        d.sd(),
        d.min(),
        d.max(),
        d.l1(),
        d.l2(),
        q[0],
        q[1],
        q[2],
        q[3],
        q[4],
        q[5],
        q[6],
        values ? null : s.fromStep(),
        values ? s.updates() : null,
        values ? s.gradientNorm() : null,
        values ? s.updateRatio() : null,
        values ? s.changeRatio() : null,
        values ? s.deadFraction() : null,
        values ? Column.list(s.deadUnits()) : null);
    double width = 2 * d.limit() / Distribution.BINS;
    for (int b = 0; b < Distribution.BINS; b++) {
      if (d.histogram()[b] > 0) {
        batch.add(
            SinkTables.HISTOGRAMS,
            s.run(),
            s.worker(),
            s.step(),
            s.layer(),
            s.param().label(),
            kind,
            b,
            (b - Distribution.BINS / 2) * width,
            (b + 1 - Distribution.BINS / 2) * width,
            d.histogram()[b]);
      }
    }
  }

  private static void tile(SurfaceTile t, RowBatch batch) {
    GridPart part = t.part();
    String id = t.slice().id();
    // A new survey of a neuron replaces all of its slices.
    RowBatch.SliceKey key =
        t.slice() instanceof NeuronSlice n
            ? new RowBatch.SliceKey(
                SinkTables.SURFACES,
                t.run(),
                RowBatch.Match.PREFIX,
                "neurons-" + n.layerName() + "-n" + n.neuron() + "-")
            : new RowBatch.SliceKey(SinkTables.SURFACES, t.run(), RowBatch.Match.ID, id);
    batch.survey(key, t.survey());
    for (int r = 0; r < part.rows(); r++) {
      for (int c = 0; c < part.cols(); c++) {
        float loss = t.loss()[r * part.cols() + c];
        batch.add(
            SinkTables.SURFACES,
            t.run(),
            id,
            t.step(),
            part.row(r),
            part.col(c),
            t.alpha().at(part.row(r)),
            t.beta().at(part.col(c)),
            (double) loss,
            (double) t.accuracy()[r * part.cols() + c],
            PointState.of(loss).label(),
            t.epoch(),
            t.survey());
      }
    }
  }

  private static void point(TrajectoryPoint e, RowBatch batch) {
    PathPoint p = e.point();
    batch.survey(
        new RowBatch.SliceKey(SinkTables.TRAJECTORY, e.run(), RowBatch.Match.ID, e.slice()),
        e.survey());
    batch.add(
        SinkTables.TRAJECTORY,
        e.run(),
        e.slice(),
        p.step(),
        p.worker(),
        p.alpha(),
        p.beta(),
        p.residual(),
        p.loss(),
        p.accuracy(),
        e.survey());
  }

  private static void evaluation(EvaluationResult e, RowBatch batch) {
    String split = e.split().name().toLowerCase(Locale.ROOT);
    batch.add(
        SinkTables.EVALUATION,
        e.run(),
        split,
        e.step(),
        -1,
        e.samples(),
        e.loss(),
        e.accuracy(),
        null,
        null,
        null,
        null);
    for (int c = 0; c < e.classes(); c++) {
      List<Long> row = Arrays.stream(e.confusion()[c]).boxed().toList();
      batch.add(
          SinkTables.EVALUATION,
          e.run(),
          split,
          e.step(),
          c,
          e.support(c),
          null,
          null,
          e.precision()[c],
          e.recall()[c],
          e.f1()[c],
          Column.list(row));
    }
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
