// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.history.Runs;
import io.weightlapse.history.manage.RunExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weightlapse runs export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Packs a run into one file with checksums, for runs import.")
final class RunsExportCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(index = "0", paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Parameters(index = "1", paramLabel = "FILE", description = "NAME.tar.zst or NAME.zip.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Output out = common.output();
    new Runs(common.home()).started(run);
    RunExport export = new RunExport(common.home(), run);
    long bytes;
    try (Progress bar =
        out.progress("export " + run, "MB", Math.max(1, export.bytes() / 1_000_000))) {
      bytes = export.write(file.toAbsolutePath(), bar);
    }
    out.line(run + " exported: " + file + ", " + RunsCommand.bytes(bytes));
    return 0;
  }
}
