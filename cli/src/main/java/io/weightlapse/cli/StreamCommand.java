// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.JobCommand;
import io.weightlapse.jobs.JobLog;
import io.weightlapse.jobs.kafka.KafkaCheck;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.streaming.consume.HistoryLoader;
import io.weightlapse.streaming.consume.StreamConsumer;
import io.weightlapse.streaming.consume.StreamSettings;
import io.weightlapse.streaming.gallery.Gallery;
import io.weightlapse.streaming.gallery.HistoryGallery;
import io.weightlapse.streaming.gallery.LiveStream;
import io.weightlapse.streaming.metrics.MetricsServer;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightlapse stream}. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description = "Follows the runs on Kafka: draws their views, and shows them in a browser.")
final class StreamCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Option(
      names = "--kafka",
      paramLabel = "embedded|HOST:PORT",
      defaultValue = "embedded",
      description =
          "Which broker (default: ${DEFAULT-VALUE}, one of this machine with its log in the home).")
  private String kafka;

  @Option(
      names = "--conf",
      paramLabel = "kafka.NAME=VALUE",
      description = "A property of the Kafka client.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME,NAME...",
      description = "Which views every run gets (default: those that say something about it).")
  private List<String> views = Views.names();

  @Option(
      names = "--group",
      defaultValue = "weightlapse-views",
      description = "Kafka consumer group; its members share the runs.")
  private String group;

  @Option(
      names = "--host",
      defaultValue = Gallery.HOST,
      description =
          "Address that the gallery and the metrics listen on (default: ${DEFAULT-VALUE}); 0.0.0.0"
              + " in a container, where it still answers to this machine's names only.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8350",
      description = "Port of the gallery (default: ${DEFAULT-VALUE}; 0 for any).")
  private int port;

  @Option(
      names = "--metrics-port",
      defaultValue = "9404",
      description = {
        "Port with /metrics for Prometheus, /health/live and /health/ready",
        "(default: ${DEFAULT-VALUE}; 0 for none)."
      })
  private int metricsPort;

  @Mixin private PostgresOptions postgres;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String view : views) {
      if (!Views.names().contains(view)) {
        throw new UserException(
            "--views must be of " + String.join(", ", Views.names()) + ": was " + view);
      }
    }
    postgres.check();
    common.home().check();
    JobLog.toFile(common.location(), "stream");
    Output out = common.output();
    try (Interrupt interrupt = new Interrupt()) {
      if (!kafka.equals("embedded")) {
        return follow(kafka, interrupt, out);
      }
      try (LocalKafka broker = LocalKafka.of(common.location(), out)) {
        return follow(broker.bootstrap(), interrupt, out);
      }
    }
  }

  private int follow(String bootstrap, Interrupt interrupt, Output out)
      throws IOException, InterruptedException {
    KafkaSettings client = JobCommand.kafkaSettings(bootstrap, properties).orElseThrow();
    KafkaCheck.reachable(client, KafkaCheck.TIMEOUT)
        .ifPresent(
            problem -> {
              throw new UserException(problem, 1, null);
            });
    Path folder = common.folder();
    // unless views are named, each run says which it gets
    LiveStream live = new LiveStream(views.equals(Views.names()) ? List.of() : views);
    StreamSettings settings =
        StreamSettings.of(bootstrap, properties, folder, views).withGroup(group, "");
    try (Gallery gallery = new Gallery(new HistoryGallery(common.home(), live), host, port);
        StreamConsumer consumer =
            new StreamConsumer(
                settings, new HistoryLoader(common.home()), new StreamNews(out, live))) {
      gallery.start();
      try (MetricsServer metrics = new MetricsServer(host, metricsPort);
          LocalSink sink = postgres.start(bootstrap, properties, folder, out).orElse(null)) {
        show(metrics, consumer, sink, out);
        consumer.start();
        out.line("gallery: " + gallery.url() + ", runs from " + bootstrap + " (Ctrl-C ends it)");
        while (!interrupt.await(500)) {
          consumer.check();
          if (sink != null) {
            sink.check();
          }
        }
      }
      out.line(consumer.stats().framesDrawn() + " frames drawn");
    }
    return 0;
  }

  private void show(MetricsServer metrics, StreamConsumer consumer, LocalSink sink, Output out)
      throws IOException {
    if (metricsPort == 0) {
      return;
    }
    metrics.before(consumer.bind(metrics.registry())).live(consumer::check);
    if (sink != null) {
      sink.show(metrics);
    }
    metrics.start();
    out.line("metrics: " + metrics.url() + "/metrics");
  }
}
