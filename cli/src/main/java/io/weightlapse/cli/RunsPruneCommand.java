// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.history.manage.RetentionPolicy;
import io.weightlapse.history.manage.RunRemover;
import io.weightlapse.jobs.CompactSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightlapse runs prune}. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = "Removes ended runs beyond the newest, or older than a time, or both.")
final class RunsPruneCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Option(names = "--keep", paramLabel = "N", description = "The newest N runs stay.")
  private Integer keep;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Only runs that ended longer ago, such as 30d, go.")
  private String olderThan;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Looks at the runs of this experiment only.")
  private String experiment;

  @Option(names = "--dry-run", description = "Says what would go, and removes nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    if (keep == null && olderThan == null) {
      throw new UserException("prune needs --keep N, --older-than TIME or both");
    }
    if (keep != null && keep < 0) {
      throw new UserException("--keep must be >= 0: was " + keep);
    }
    Duration age =
        olderThan == null ? Duration.ZERO : CompactSettings.span("--older-than", olderThan);
    Home home = common.home();
    Output out = common.output();
    List<RunInfo> expired =
        new RetentionPolicy(keep == null ? 0 : keep, age, experiment)
            .expired(new Runs(home).list(), Instant.now());
    long bytes = expired.stream().mapToLong(RunInfo::bytes).sum();
    String what = expired.size() + " runs, " + RunsCommand.bytes(bytes);
    if (expired.isEmpty() || dryRun) {
      expired.forEach(r -> out.line(r.run() + ", " + RunsCommand.bytes(r.bytes())));
      out.line(expired.isEmpty() ? "nothing to remove" : "would remove " + what);
      return 0;
    }
    if (!yes) {
      Question.confirm("remove " + what + " from " + common.location() + "?");
    }
    RunRemover remover = new RunRemover(home);
    for (RunInfo r : expired) {
      remover.check(r.run(), RunRemover.Unfinished.REFUSE);
      remover.remove(r.run());
      out.line(r.run() + " removed");
    }
    out.line("removed " + what);
    return 0;
  }
}
