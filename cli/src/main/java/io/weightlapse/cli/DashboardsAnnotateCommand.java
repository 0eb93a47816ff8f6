// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.output.Output;
import io.weightlapse.dashboards.client.Annotate;
import io.weightlapse.dashboards.client.Mark;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weightlapse dashboards annotate RUN...}. */
@Command(
    name = "annotate",
    mixinStandardHelpOptions = true,
    description = {
      "Marks stored runs and their epochs on the time axis of every dashboard of a Grafana.",
      "Marks that are there already stay; of many epochs about a hundred are marked."
    })
final class DashboardsAnnotateCommand implements Callable<Integer> {
  private static final int EPOCHS = 100;

  @Mixin private Common common;
  @Mixin private GrafanaOptions where;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Ids of stored runs.")
  private List<String> runs;

  @Override
  public Integer call() throws IOException {
    Output out = common.output();
    Home home = common.home();
    Annotate grafana = new Annotate(where.connection());
    for (String run : runs) {
      List<Mark> marks = marks(home, run);
      int posted = grafana.post(run, marks);
      out.line(run + ": " + posted + " of " + marks.size() + " marks were missing");
    }
    return 0;
  }

  /** The run, once it has ended, and its epochs, each from the end of the one before. */
  private static List<Mark> marks(Home home, String run) throws IOException {
    RunStarted started = new Runs(home).started(run); // says which runs there are
    Optional<RunEnded> ended = new Runs(home).ended(run);
    Map<Integer, Instant> ends = new TreeMap<>();
    new HistorySource(home, run)
        .kinds(Set.of(Metric.class))
        .deliver(
            event -> {
              if (event instanceof Metric m
                  && m.worker() == Event.MODEL
                  && m.name().equals(MetricNames.TRAIN_LOSS)) {
                ends.put(m.epoch(), m.time());
              }
            });
    List<Mark> marks = new ArrayList<>();
    ended.ifPresent(
        e ->
            marks.add(
                Mark.run(run, run + ": " + e.state().label(), started.time(), after(started, e))));
    int every = Math.max(1, (ends.size() + EPOCHS - 1) / EPOCHS);
    Instant from = started.time();
    for (Map.Entry<Integer, Instant> e : ends.entrySet()) {
      if (e.getKey() % every == 0) {
        Instant to = e.getValue().isBefore(from) ? from : e.getValue();
        marks.add(Mark.epoch(run, e.getKey(), from, to));
      }
      from = e.getValue();
    }
    return marks;
  }

  /** Clocks of two machines may disagree. */
  private static Instant after(RunStarted started, RunEnded ended) {
    return ended.time().isBefore(started.time()) ? started.time() : ended.time();
  }
}
