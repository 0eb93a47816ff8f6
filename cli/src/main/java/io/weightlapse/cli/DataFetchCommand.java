// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.data.fetch.Fetcher;
import io.weightlapse.core.data.fetch.RemoteSet;
import io.weightlapse.core.experiment.Nearest;
import io.weightlapse.core.util.UserException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse data fetch NAME}. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Downloads a data set into the data folder, verified by its checksums.",
      "A download that broke off goes on; files that are there already are kept."
    })
final class DataFetchCommand implements Callable<Integer> {
  @Mixin private DataOptions options;

  @Parameters(paramLabel = "NAME", description = "mnist, fashion-mnist or cifar10.")
  private String name;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "A folder with the same files, which is tried before the official addresses.")
  private String mirror;

  @Override
  public Integer call() throws InterruptedException {
    RemoteSet set =
        RemoteSet.of(name)
            .orElseThrow(
                () ->
                    new UserException(
                        "unknown data set "
                            + name
                            + Nearest.of(name, RemoteSet.names())
                                .map(n -> "; did you mean " + n + "?")
                                .orElse("")
                            + " (known: "
                            + String.join(", ", RemoteSet.names())
                            + ")"));
    new Fetcher(options.folder(), options.output())
        .fetch(mirror == null ? set : set.withMirror(mirror));
    return 0;
  }
}
