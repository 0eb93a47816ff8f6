// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.ConsoleOutput;
import io.weightlapse.core.output.Output;
import io.weightlapse.jobs.CommandLines;
import picocli.CommandLine.Option;

/** How much the commands that are not jobs say. */
final class OutputOptions {
  @Option(names = "--quiet", description = "Says nothing but errors.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Shows the stack trace of an error.")
  void verbose(boolean wanted) {
    CommandLines.verbose(wanted);
  }

  Output output() {
    return ConsoleOutput.ofProcess(quiet);
  }
}
