// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.jobs.JobLog;
import io.weightlapse.streaming.gallery.Gallery;
import io.weightlapse.streaming.gallery.HistoryGallery;
import io.weightlapse.streaming.gallery.LiveRuns;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightlapse serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Shows the stored runs in a browser.")
final class ServeCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Option(
      names = "--host",
      defaultValue = Gallery.HOST,
      description =
          "Address that the gallery listens on (default: ${DEFAULT-VALUE}); 0.0.0.0 in a container,"
              + " where it still answers to this machine's names only.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8350",
      description = "Port (default: ${DEFAULT-VALUE}; 0 for any free one).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JobLog.toFile(common.location(), "weightlapse");
    Output out = common.output();
    try (Interrupt interrupt = new Interrupt();
        Gallery gallery =
            new Gallery(new HistoryGallery(common.home(), LiveRuns.none()), host, port)) {
      gallery.start();
      out.line("gallery: " + gallery.url() + " (Ctrl-C ends it)");
      interrupt.await();
    }
    return 0;
  }
}
