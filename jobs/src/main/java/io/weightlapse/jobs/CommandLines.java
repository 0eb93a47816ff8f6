// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.UserException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** How every command line of ours speaks: one line for an error, exit codes 0, 1 and 2. */
public final class CommandLines {
  private static volatile boolean verbose;

  private CommandLines() {}

  /** Whether errors show their stack traces, in this process. */
  public static void verbose(boolean wanted) {
    verbose = wanted;
  }

  /** A command line. */
  public static CommandLine of(Object command) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (e, args) -> {
              CommandLine line = e.getCommandLine();
              PrintWriter err = line.getErr();
              err.println("weightlapse: " + e.getMessage());
              if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
                err.println(
                    "weightlapse: try " + line.getCommandSpec().qualifiedName() + " --help");
              }
              return 2;
            })
        .setExecutionExceptionHandler((e, line, parsed) -> fail(e));
  }

  /** Says an error, in one line or with its stack trace; the exit code. */
  private static int fail(Exception e) {
    System.err.println("weightlapse: " + Causes.said(e));
    if (verbose) {
      e.printStackTrace();
    }
    int code = code(e);
    if (code == 1) {
      JobLog.file().ifPresent(f -> System.err.println("weightlapse: logs are in " + f));
    }
    return code;
  }

  /** Bounds of our own records are broken by what a user gave. */
  private static int code(Exception e) {
    if (e instanceof UserException user) {
      return user.exitCode();
    }
    return e instanceof IllegalArgumentException ? 2 : 1;
  }
}
