// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.output.ConsoleOutput;
import io.weightlapse.core.output.Output;
import io.weightlapse.jobs.CommandLines;
import picocli.CommandLine.Option;

/** Options of the commands about data sets. */
final class DataOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets are (WEIGHTLAPSE_DATA; default: ~/.weightlapse/data).")
  private String dataDir;

  @Option(names = "--quiet", description = "Says nothing but errors.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Shows the stack trace of an error.")
  void verbose(boolean wanted) {
    CommandLines.verbose(wanted);
  }

  DataFolder folder() {
    return DataFolder.of(dataDir);
  }

  Output output() {
    return ConsoleOutput.ofProcess(quiet);
  }
}
