// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.util.Names;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.schema.MessageType;

/**
 * Stores the events of one run in the tables of a home.
 *
 * <p>The writer's name tells apart tasks that write at once, such as {@code train} or {@code
 * landscape-3}; files are named by it. A retried attempt of a task uses the same name again: what
 * it publishes replaces what the failed attempt left, and an attempt that was only paused can
 * publish no more. So rows are never doubled. A run that is resumed from a checkpoint goes on under
 * another name.
 *
 * <p>Rows are held in memory, at most 32 MiB a table and layer, until {@link #flush} or until a
 * file is full. Times are kept to the microsecond. Not thread-safe. Building one does no I/O.
 */
public final class HistorySink implements EventSink {
  private final Home home;
  private final Runs runs;
  private final String run;
  private final Claim claim;
  private final PageCodec codec = new PageCodec();
  private final Map<String, TableWriter> tables = new TreeMap<>();
  private final Progress progress = new Progress();
  private long latest = -1; // step
  private boolean progressed;
  private boolean closed;
  private boolean trains = true;

  /**
   * A sink of a job that measures a run afterwards: its metrics are stored, but say nothing of how
   * far the training is.
   */
  public static HistorySink beside(Home home, String run, String writer) {
    HistorySink sink = new HistorySink(home, run, writer);
    sink.trains = false;
    return sink;
  }

  /** A sink for one run. */
  public HistorySink(Home home, String run, String writer) {
    this.home = home;
    this.runs = new Runs(home);
    this.run = Names.require("run", run);
    this.claim = new Claim(home, run, writer);
  }

  @Override
  public void publish(Event event) throws IOException {
    require(!closed, "the history sink of run %s is closed", run);
    require(event.run().equals(run), "events must be of run %s: was %s", run, event.run());
    if (event instanceof RunStarted started) {
      runs.createOrResume(started);
    } else if (event instanceof Snapshot snapshot) {
      write(snapshot);
    } else if (event instanceof Metric metric) {
      write(metric);
    } else if (event instanceof LayerStats stats) {
      write(stats);
    } else if (event instanceof SurfaceTile tile) {
      write(tile);
    } else if (event instanceof RunEnded ended) {
      flush();
      runs.finish(ended, progress);
    }
  }

  private TableWriter table(String folder, MessageType schema) throws IOException {
    TableWriter table = tables.get(folder);
    if (table == null) {
      claim.take();
      table = new TableWriter(home, folder, schema, claim, codec);
      tables.put(folder, table);
    }
    return table;
  }

  private void write(Snapshot s) throws IOException {
    String folder = home.weightsFolder(run) + "/layer=" + Partitions.escape(s.layer());
    TableWriter table = table(folder, Tables.WEIGHTS);
    latest = Math.max(latest, s.step());
    for (int r = 0; r < s.rows(); r++) {
      table
          .row()
          .add(s.step())
          .add(s.worker())
          .add(s.epoch())
          .add(s.param().label())
          .add(s.row0() + r)
          .add(s.values(), r * s.cols(), s.cols());
      table.endRow();
    }
  }

  private void write(Metric m) throws IOException {
    TableWriter table = table(home.metricsFolder(run), Tables.METRICS);
    table
        .row()
        .add(m.step())
        .add(m.epoch())
        .add(m.worker())
        .add(m.name())
        .add(m.value())
        .add(ChronoUnit.MICROS.between(Instant.EPOCH, m.time()));
    table.endRow();
    if (trains) {
      progress.add(m);
      progressed = true;
    }
    latest = Math.max(latest, m.step());
  }

  private void write(LayerStats s) throws IOException {
    TableWriter table = table(home.layerStatsFolder(run), StatsTable.SCHEMA);
    StatsTable.write(table.row(), s);
    table.endRow();
    latest = Math.max(latest, s.step());
  }

  private void write(SurfaceTile t) throws IOException {
    String folder = home.surfacesFolder(run) + "/slice=" + Partitions.escape(t.slice().id());
    TableWriter table = table(folder, Tables.SURFACES);
    GridPart part = t.part();
    int number = t.number();
    for (int r = 0; r < part.rows(); r++) {
      for (int c = 0; c < part.cols(); c++) {
        float loss = t.loss()[r * part.cols() + c];
        table
            .row()
            .add(t.step())
            .add(part.row(r))
            .add(part.col(c))
            .add(t.alpha().at(part.row(r)))
            .add(t.beta().at(part.col(c)))
            .add(loss)
            .add(t.accuracy()[r * part.cols() + c])
            .add(PointState.of(loss).label())
            .add(t.originAlpha())
            .add(t.originBeta())
            .add(t.epoch())
            .add(t.alpha().from())
            .add(t.alpha().to())
            .add(t.alpha().count())
            .add(t.beta().from())
            .add(t.beta().to())
            .add(t.beta().count())
            .add(number)
            .add(t.tiles())
            .add(t.survey());
        table.endRow();
      }
    }
  }

  /** Publishes what there is; to be called between steps, not within one. */
  @Override
  public void flush() throws IOException {
    for (TableWriter table : tables.values()) {
      table.flush();
    }
    boolean news = progress.whole(latest); // readers of a run that goes on look no further
    if (news || (progressed && !progress.isEmpty())) {
      runs.progress(run, progress);
      progressed = false;
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      flush();
    } catch (IOException | RuntimeException e) {
      try {
        abort();
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
    closed = true;
    codec.close();
  }

  @Override
  public void abort() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    List<IOException> failures = new ArrayList<>();
    for (TableWriter table : tables.values()) {
      try {
        table.abort();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    codec.close();
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }
}
