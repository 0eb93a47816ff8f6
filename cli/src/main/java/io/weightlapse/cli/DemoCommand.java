// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.JobLog;
import io.weightlapse.jobs.JobReport;
import io.weightlapse.jobs.LandscapeCommand;
import io.weightlapse.jobs.StopHook;
import io.weightlapse.jobs.StopSignal;
import io.weightlapse.jobs.TrainCommand;
import io.weightlapse.streaming.consume.HistoryLoader;
import io.weightlapse.streaming.consume.StreamConsumer;
import io.weightlapse.streaming.consume.StreamSettings;
import io.weightlapse.streaming.gallery.Gallery;
import io.weightlapse.streaming.gallery.HistoryGallery;
import io.weightlapse.streaming.gallery.LiveStream;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightlapse demo}: the whole system on the XOR network. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Trains the XOR network as a Spark job, computes its loss surfaces as a second one, and draws",
      "both animations from what the jobs publish to a Kafka broker of this machine."
    })
final class DemoCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Option(names = "--once", description = "Ends when the animations are done; opens no page.")
  private boolean once;

  @Option(
      names = "--port",
      defaultValue = "8350",
      description = "Port of the page on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
  private int port;

  @Mixin private PostgresOptions postgres;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Output out = common.output();
    postgres.check();
    common.home().check();
    JobLog.toFile(common.location(), "demo");
    LiveStream live = new LiveStream(java.util.List.of());
    try (Interrupt interrupt = new Interrupt();
        Gallery gallery =
            new Gallery(new HistoryGallery(common.home(), live), Gallery.HOST, port)) {
      if (!once) {
        gallery.start(); // first: a port in use is said before anything is computed
      }
      RunManifest run = produce(out, live, once ? null : gallery);
      if (!once) {
        out.line("gallery: " + gallery.url(run.run()) + " (Ctrl-C ends it)");
        interrupt.await();
      }
    }
    return 0;
  }

  /** Trains, surveys and draws. */
  private RunManifest produce(Output out, LiveStream live, Gallery gallery)
      throws IOException, InterruptedException {
    out.line("starting Spark and a Kafka broker in this process");
    CompletableFuture<LocalKafka> starting = CompletableFuture.supplyAsync(() -> kafka(out));
    TrainCommand train = TrainCommand.of("xor", common.location());
    RunManifest manifest = train.manifests().get(0);
    try (JavaSparkContext spark =
            new JavaSparkContext(LocalSpark.conf("local[*]").setAppName("weightlapse demo"));
        StopHook hook = new StopHook(spark.sc());
        LocalKafka broker = await(starting);
        DemoFrames frames = new DemoFrames(out, live, manifest, Views.names());
        StreamConsumer consumer =
            new StreamConsumer(
                StreamSettings.of(
                    broker.bootstrap(), java.util.Map.of(), common.folder(), Views.names()),
                new HistoryLoader(common.home()),
                frames);
        LocalSink sink =
            postgres
                .start(broker.bootstrap(), java.util.Map.of(), common.folder(), out)
                .orElse(null)) {
      consumer.start();
      if (gallery != null) {
        out.line("watch it at " + gallery.url(manifest.run()));
      }
      train.kafka(broker.bootstrap());
      report(train.run(spark, out));
      StopSignal.check();
      LandscapeCommand landscape = LandscapeCommand.of(manifest.run(), common.location());
      landscape.kafka(broker.bootstrap());
      report(landscape.run(spark, out));
      frames.await(consumer);
      if (sink != null) {
        sink.drain();
      }
      return manifest;
    }
  }

  private LocalKafka kafka(Output out) {
    try {
      return LocalKafka.of(common.location(), out);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static LocalKafka await(CompletableFuture<LocalKafka> starting) throws IOException {
    try {
      return starting.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UserException user) {
        throw user;
      }
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static void report(JobReport report) {
    if (!report.kafka().complete()) {
      throw new UserException(report.kafka().line(), 1, null);
    }
  }
}
