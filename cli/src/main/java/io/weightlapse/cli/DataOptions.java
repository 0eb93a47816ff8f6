// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.output.Output;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands about data sets. */
final class DataOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets are (WEIGHTLAPSE_DATA; default: ~/.weightlapse/data).")
  private String dataDir;

  @Mixin private OutputOptions said;

  DataFolder folder() {
    return DataFolder.of(dataDir);
  }

  Output output() {
    return said.output();
  }
}
