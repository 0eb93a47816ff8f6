// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.manage.RetentionPolicy;
import io.weightlapse.history.manage.RunRemover;
import io.weightlapse.history.manage.SnapshotThinner;
import io.weightlapse.history.manage.ThinningRule;
import io.weightlapse.jobs.CompactSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightlapse runs prune}. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description =
        "Removes ended runs beyond the newest, older than a time, or until the rest fits a size;"
            + " with --keep-snapshots, only most of their snapshots.")
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
      names = "--max-size",
      paramLabel = "SIZE",
      description = "Runs go, the oldest first, only until all together have at most this: 20g.")
  private String maxSize;

  @Option(
      names = "--keep-snapshots",
      paramLabel = "RULE",
      description =
          "The runs stay, and of their snapshots one of each N steps, the last K, and the first:"
              + " every:N, last:K or every:N,last:K.")
  private String keepSnapshots;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description =
          "With --keep-snapshots: how long old files stay for readers that began before"
              + " (default: 1h). Prune again to delete what is due.")
  private String grace;

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
    RetentionPolicy policy = policy();
    if (grace != null && keepSnapshots == null) {
      throw new UserException("--grace needs --keep-snapshots");
    }
    List<RunInfo> chosen = policy.expired(new Runs(common.home()).list(), Instant.now());
    if (keepSnapshots == null) {
      remove(chosen);
    } else {
      ThinningRule rule = SnapshotRules.read("--keep-snapshots", keepSnapshots);
      CompactOptions standard = CompactOptions.standard();
      CompactOptions options =
          new CompactOptions(
              standard.memory(),
              standard.threads(),
              AsWritten.REPLACED,
              grace == null ? CompactOptions.GRACE : CompactSettings.span("--grace", grace),
              CompactOptions.Unfinished.REFUSE);
      thin(chosen, rule, new SnapshotThinner(common.home(), options));
    }
    return 0;
  }

  private RetentionPolicy policy() {
    if (keep == null && olderThan == null && maxSize == null) {
      throw new UserException(
          "prune needs --keep N, --older-than TIME, --max-size SIZE or several");
    }
    if (keep != null && keep < 0) {
      throw new UserException("--keep must be >= 0: was " + keep);
    }
    return new RetentionPolicy(
        keep == null ? 0 : keep,
        olderThan == null ? Duration.ZERO : CompactSettings.span("--older-than", olderThan),
        maxSize == null ? -1 : Sizes.bytes("--max-size", maxSize),
        experiment);
  }

  private void remove(List<RunInfo> expired) throws IOException {
    Output out = common.output();
    long bytes = expired.stream().mapToLong(RunInfo::bytes).sum();
    String what = expired.size() + " runs, " + RunsCommand.bytes(bytes);
    if (expired.isEmpty() || dryRun) {
      expired.forEach(r -> out.line(r.run() + ", " + RunsCommand.bytes(r.bytes())));
      out.line(expired.isEmpty() ? "nothing to remove" : "would remove " + what);
      return;
    }
    if (!yes) {
      Question.confirm("remove " + what + " from " + common.location() + "?");
    }
    RunRemover remover = new RunRemover(common.home());
    for (RunInfo r : expired) {
      remover.check(r.run(), RunRemover.Unfinished.REFUSE);
      remover.remove(r.run());
      out.line(r.run() + " removed");
    }
    out.line("removed " + what);
  }

  private void thin(List<RunInfo> chosen, ThinningRule rule, SnapshotThinner thinner)
      throws IOException {
    Output out = common.output();
    Map<RunInfo, SnapshotThinner.Plan> plans = new LinkedHashMap<>();
    long going = 0;
    for (RunInfo r : chosen) {
      SnapshotThinner.Plan plan = thinner.plan(r.run(), rule);
      plans.put(r, plan);
      going += plan.going();
      if (dryRun && plan.going() > 0) {
        out.line(r.run() + ", " + said(plan));
      }
    }
    String what = "snapshots of " + going + " steps";
    if (dryRun) {
      out.line(going == 0 ? "nothing to remove" : "would remove " + what);
      return;
    }
    if (going > 0 && !yes) {
      Question.confirm("remove " + what + " from " + common.location() + "?");
    }
    // Ctrl-C ends it between two blocks, and the run at hand stays as it was.
    try (Interrupt interrupt = new Interrupt()) {
      for (Map.Entry<RunInfo, SnapshotThinner.Plan> e : plans.entrySet()) {
        String run = e.getKey().run();
        if (thinner.thin(run, e.getValue(), out, interrupt::asked).isPresent()) {
          out.line(run + " thinned: " + said(e.getValue()));
        }
      }
    }
    out.line(going == 0 ? "nothing to remove" : "removed " + what);
  }

  private static String said(SnapshotThinner.Plan plan) {
    return plan.kept().size() + " of " + plan.stored().size() + " steps stay";
  }
}
