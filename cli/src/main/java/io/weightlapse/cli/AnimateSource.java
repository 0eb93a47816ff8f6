// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SurfaceReader;
import io.weightlapse.history.TrajectoryTable;
import io.weightlapse.history.query.DuckQuery;
import io.weightlapse.history.query.QueryOptions;
import io.weightlapse.history.query.RowSink;
import io.weightlapse.streaming.view.QueriedSeries;
import io.weightlapse.streaming.view.Reading;
import io.weightlapse.streaming.view.View;
import io.weightlapse.streaming.view.ViewOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a view is told of a stored run: what it reads, other runs before it, or a query's rows. */
final class AnimateSource {
  private final Home home;
  private final String run;

  AnimateSource(Home home, String run) {
    this.home = home;
    this.run = run;
  }

  EventSource of(View view, ViewOptions options, Interrupt interrupt) throws IOException {
    if (!view.sliceKinds().isEmpty()) {
      slice(view, options);
    }
    Reading reading = view.reading();
    List<EventSource> sources = new ArrayList<>();
    for (String other : view.otherRuns()) {
      new Runs(home).manifest(other); // says what is wrong with it
      sources.add(new HistorySource(home, other).kinds(reading.kinds()).steps(reading.steps()));
    }
    String sql = options.choices().getOrDefault("sql", "");
    if (!sql.isEmpty()) {
      List<Metric> rows = query(sql, interrupt);
      sources.add(
          handler -> {
            for (Metric row : rows) {
              handler.accept(row);
            }
          });
    } else {
      boolean choosing = reading.kinds().contains(Snapshot.class);
      HistorySource own =
          new HistorySource(home, run).kinds(reading.kinds()).steps(reading.steps());
      sources.add(choosing ? own.layers(reading.layers()) : own);
    }
    return handler -> {
      for (EventSource source : sources) {
        source.deliver(handler);
      }
    };
  }

  /** A column {@code step}, and columns of numbers, each of which is a line. */
  private List<Metric> query(String sql, Interrupt interrupt) throws IOException {
    List<Metric> rows = new ArrayList<>();
    RowSink sink =
        new RowSink() {
          private List<String> columns;
          private int step;

          @Override
          public void begin(List<String> names) {
            columns = List.copyOf(names);
            step = columns.indexOf("step");
            if (step < 0 || columns.size() < 2) {
              throw new UserException(
                  "--option sql must give a column step and one of values at least: was "
                      + String.join(", ", columns));
            }
          }

          @Override
          public void row(Object[] cells) {
            for (int c = 0; c < cells.length; c++) {
              if (c != step) {
                rows.add(
                    QueriedSeries.row(
                        run,
                        columns.get(c),
                        Math.round(number(columns.get(step), cells[step])),
                        number(columns.get(c), cells[c])));
              }
            }
          }

          @Override
          public void end() {}
        };
    try (DuckQuery query = DuckQuery.open(home, QueryOptions.defaults());
        QueryWatch watch = new QueryWatch(query, interrupt)) {
      watch.start();
      query.run(sql, Long.MAX_VALUE, sink);
    }
    return rows;
  }

  private static double number(String column, Object cell) {
    if (cell == null) {
      return Double.NaN;
    }
    if (cell instanceof Number number) {
      return number.doubleValue();
    }
    throw new UserException("column " + column + " of --option sql must hold numbers: was " + cell);
  }

  private void slice(View view, ViewOptions options) throws IOException {
    NetworkSpec network = new Runs(home).manifest(run).experiment().network();
    List<Slice> there = new ArrayList<>();
    for (String id : HistorySource.partitions(home, home.surfacesFolder(run), "slice")) {
      Slice.of(id, network).filter(s -> view.sliceKinds().contains(s.kind())).ifPresent(there::add);
    }
    String wanted = options.choices().getOrDefault("slice", "");
    Slice slice =
        there.stream()
            .filter(s -> wanted.isEmpty() || s.id().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserException(
                        "--option slice of view "
                            + view.name()
                            + " must be of "
                            + (there.isEmpty()
                                ? "the run's surfaces, of which it has none such"
                                : String.join(", ", there.stream().map(Slice::id).toList()))
                            + ": was "
                            + (wanted.isEmpty() ? "not given" : wanted)));
    Optional<SliceInfo> info =
        slice instanceof NamedSlice named ? new Slices(home, run).info(named) : Optional.empty();
    List<Long> steps = new SurfaceReader(home, run, slice).steps();
    boolean here =
        info.isPresent() && steps.size() == 1 && info.get().recipe().originStep() == steps.get(0);
    List<PathPoint> path =
        here ? new TrajectoryTable(home, run, (NamedSlice) slice).read() : List.of();
    view.slice(slice, info, path);
  }
}
