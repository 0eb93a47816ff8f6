// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.Names;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.manage.Fsck;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse fsck}. */
@Command(
    name = "fsck",
    mixinStandardHelpOptions = true,
    description = "Looks for torn files, leftovers and gaps in the home; repairs them if asked.",
    footer = {"", "Exit codes: 0 nothing wrong or all repaired, 1 problems left, 2 wrong usage."})
final class FsckCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "RUN", arity = "0..*", description = "Runs to check (default: all).")
  private List<String> runs = List.of();

  @Option(names = "--repair", description = "Repairs what can be repaired without losing rows.")
  private boolean repair;

  @Option(names = "--deep", description = "Also reads every row of compacted runs.")
  private boolean deep;

  @Override
  public Integer call() throws IOException {
    Output out = common.output();
    Fsck fsck =
        new Fsck(
            common.home(),
            deep ? Fsck.Depth.ROWS : Fsck.Depth.FOOTERS,
            repair ? Fsck.Mode.REPAIR : Fsck.Mode.LOOK);
    List<String> all = fsck.runs();
    for (String run : runs) {
      Names.require("run", run);
      if (!all.contains(run)) {
        throw new UserException("no run " + run + " in " + common.location());
      }
    }
    int left = 0;
    int repaired = 0;
    List<String> chosen = runs.isEmpty() ? all : runs;
    for (String run : chosen) {
      for (Fsck.Finding f : fsck.check(run)) {
        if (f.left()) {
          left++;
          out.error(f.path() + " " + f.problem());
        } else {
          repaired++;
          out.line(f.path() + " " + f.problem() + ": " + f.repaired());
        }
      }
    }
    out.line(
        chosen.size()
            + " runs checked, "
            + (left + repaired)
            + " problems, "
            + repaired
            + " repaired"
            + (left > 0 && !repair ? "; --repair repairs what can be repaired" : ""));
    return left > 0 ? 1 : 0;
  }
}
