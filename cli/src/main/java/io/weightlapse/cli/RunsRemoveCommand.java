// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.history.manage.RunRemover;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse runs rm}. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Removes runs with all their files. A removal that was killed can be repeated.")
final class RunsRemoveCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Ids of stored runs.")
  private List<String> runs;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  @Option(names = "--force", description = "Also removes a run that has not ended.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    Home home = common.home();
    Output out = common.output();
    RunRemover remover = new RunRemover(home);
    Set<String> ids = new LinkedHashSet<>(runs);
    for (String run : ids) {
      remover.check(run, force ? RunRemover.Unfinished.TAKE : RunRemover.Unfinished.REFUSE);
    }
    if (!yes) {
      Question.confirm("remove " + String.join(", ", ids) + " from " + common.location() + "?");
    }
    for (String run : ids) {
      remover.remove(run);
      out.line(run + " removed");
    }
    return 0;
  }
}
