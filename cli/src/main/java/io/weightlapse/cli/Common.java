// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.JobCommand;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that are not jobs. */
final class Common {
  @Option(
      names = "--home",
      paramLabel = "DIR|URI",
      description = "Where runs are kept (WEIGHTLAPSE_HOME; default: ~/.weightlapse).")
  private String home;

  @Mixin private OutputOptions said;

  String location() {
    return JobCommand.home(home);
  }

  Home home() {
    return Home.open(location());
  }

  Output output() {
    return said.output();
  }

  /** The folder of a home on this machine: pictures are drawn into files. */
  Path folder() {
    return folder(location());
  }

  static Path folder(String location) {
    return Home.open(location)
        .folder()
        .orElseThrow(
            () -> new UserException("--home must be a folder of this machine: was " + location));
  }
}
