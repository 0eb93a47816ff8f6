// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.history.manage.RunImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse runs import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Unpacks a run that runs export packed; checks it first, whole or nothing.")
final class RunsImportCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "FILE", description = "NAME.tar.zst or NAME.zip.")
  private Path file;

  @Option(names = "--as", paramLabel = "ID", description = "Another id for the run.")
  private String as;

  @Override
  public Integer call() throws IOException {
    String run = new RunImport(common.home()).read(file, as);
    common.output().line(run + " imported");
    return 0;
  }
}
