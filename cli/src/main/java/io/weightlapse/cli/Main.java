// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.Version;
import io.weightlapse.jobs.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The {@code weightlapse} command. */
@Command(
    name = "weightlapse",
    description = "Time-lapse of neural networks: train, survey, animate, look.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ExperimentsCommand.class,
      RunsCommand.class,
      QueryCommand.class,
      TrainLocally.class,
      LandscapeLocally.class,
      CurvatureLocally.class,
      ExportCommand.class,
      AnimateCommand.class,
      CompactCommand.class,
      FsckCommand.class,
      StreamCommand.class,
      ServeCommand.class,
      DashboardsCommand.class,
      DataCommand.class,
      WeightsCommand.class,
      ClusterCommand.class,
      HelpCommand.class,
    },
    footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage."})
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs one command; the exit code. */
  static int execute(String... args) {
    CommandLine line = CommandLines.of(new Main());
    line.setExecutionStrategy(
        parsed -> {
          if (parsed.subcommand() == null
              && !parsed.hasMatchedOption("--help")
              && !parsed.hasMatchedOption("--version")) {
            parsed.commandSpec().commandLine().usage(System.out);
            return 0;
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    return line.execute(args);
  }

  /** The build's version. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"weightlapse " + Version.current()};
    }
  }
}
