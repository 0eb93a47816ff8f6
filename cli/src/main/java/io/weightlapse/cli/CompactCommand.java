// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.CompactResult;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.jobs.CompactSettings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse compact}. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description = "Stores the weights of runs by weight, so that the path of one is read at once.")
final class CompactCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private CompactSettings settings;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Ids of stored runs.")
  private List<String> runs;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "What it may use, 256m or more (default: 1g, or what the JVM has).")
  private String memory;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that work (default: the number of cores).")
  private Integer threads;

  @Override
  public Integer call() throws IOException {
    CompactOptions options = options();
    Output out = common.output();
    // Ctrl-C ends it between two blocks, and what it wrote is removed.
    try (Interrupt interrupt = new Interrupt()) {
      for (String run : runs) {
        CompactResult r = new Compactor(common.home(), options).compact(run, out, interrupt::asked);
        out.line(CompactSettings.line(r));
      }
    }
    return 0;
  }

  private CompactOptions options() {
    int cores = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    long heap = Runtime.getRuntime().maxMemory();
    long bytes = memory == null ? Math.min(1L << 30, heap) : Sizes.bytes("--memory", memory);
    Sizes.require("--memory", memory, bytes >= 256L << 20 || memory == null, ">= 256m");
    Sizes.require(
        "--memory",
        memory,
        bytes <= heap,
        String.format(Locale.ROOT, "<= %dm, the heap of this JVM", heap >> 20));
    // Parquet's own buffers take the other half.
    return settings.options(bytes / 2, cores);
  }
}
