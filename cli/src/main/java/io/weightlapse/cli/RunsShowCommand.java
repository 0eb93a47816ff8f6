// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Runs;
import io.weightlapse.history.TableManifest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weightlapse runs show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Says all that is known of a run: how far it is, its metrics, its tables.")
final class RunsShowCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Override
  public Integer call() throws IOException {
    Home home = common.home();
    Runs runs = new Runs(home);
    runs.started(run); // says which runs there are
    RunInfo r =
        runs.info(run)
            .orElseThrow(
                () -> new UserException("run " + run + " cannot be read; see fsck", 1, null));
    line("run", r.run());
    line("experiment", r.experiment() + ": " + r.title());
    line("state", r.state().label() + (r.message().isEmpty() ? "" : ": " + r.message()));
    line("started", RunsCommand.TIME.format(runs.started(run).time()));
    line("updated", RunsCommand.TIME.format(r.updated()));
    line("epochs", r.epochs() + " / " + r.totalEpochs());
    line("steps", String.format(Locale.ROOT, "%,d", r.steps()));
    line("size", RunsCommand.bytes(r.bytes()));
    for (Map.Entry<String, Double> m : r.metrics().entrySet()) {
      line(m.getKey(), String.format(Locale.ROOT, "%.6g", m.getValue()));
    }
    RunTables tables = RunTables.of(home, run);
    for (Map.Entry<String, RunTables.Files> e : tables.layers().entrySet()) {
      line("layer " + e.getKey(), layer(tables, e.getKey(), e.getValue()));
    }
    return 0;
  }

  private static String layer(RunTables tables, String name, RunTables.Files files) {
    String written = files.asWritten().size() + " files as written";
    if (files.paths().isEmpty()) {
      return written + ", no paths";
    }
    TableManifest.Layer layer = tables.manifest().orElseThrow().layers().get(name);
    String paths =
        String.format(
            Locale.ROOT, "%,d values in %d files of paths", layer.values(), files.paths().size());
    String tail =
        files.tail().isEmpty() ? "" : ", " + files.tail().size() + " files since not compacted";
    return written + ", " + paths + tail;
  }

  private static void line(String what, String value) {
    System.out.println(String.format(Locale.ROOT, "%-26s %s", what, value));
  }
}
