// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weightlapse runs}. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists the stored runs, the newest first; shows, removes, packs single ones.",
    synopsisSubcommandLabel = "[show | rm | export | import | prune]",
    subcommands = {
      RunsShowCommand.class,
      RunsRemoveCommand.class,
      RunsExportCommand.class,
      RunsImportCommand.class,
      RunsPruneCommand.class
    })
final class RunsCommand implements Callable<Integer> {
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Mixin private Common common;

  @Override
  public Integer call() throws IOException {
    List<RunInfo> runs = new Runs(common.home()).list();
    if (runs.isEmpty()) {
      System.out.println("no runs in " + common.location());
      return 0;
    }
    TextTable table = new TextTable("RUN", "STATE", "EPOCHS", "STEPS", "LOSS", "SIZE", "CREATED");
    for (RunInfo r : runs) {
      table.row(
          r.run(),
          r.state().label(),
          r.epochs() + " / " + r.totalEpochs(),
          String.format(Locale.ROOT, "%,d", r.steps()),
          Double.isNaN(r.loss()) ? "-" : String.format(Locale.ROOT, "%.6g", r.loss()),
          bytes(r.bytes()),
          TIME.format(r.created()));
    }
    System.out.print(table.text());
    return 0;
  }

  static String bytes(long n) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double value = n;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}
