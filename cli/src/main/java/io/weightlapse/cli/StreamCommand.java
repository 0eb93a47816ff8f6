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
      description = "Kafka consumer group; one of its members draws, the others stand by.")
  private String group;

  @Option(
      names = "--port",
      defaultValue = "8350",
      description = "Port of the gallery on 127.0.0.1 (default: ${DEFAULT-VALUE}; 0 for any).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String view : views) {
      if (!Views.names().contains(view)) {
        throw new UserException(
            "--views must be of " + String.join(", ", Views.names()) + ": was " + view);
      }
    }
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
    try (Gallery gallery =
            new Gallery(new HistoryGallery(common.home(), live), Gallery.HOST, port);
        StreamConsumer consumer =
            new StreamConsumer(
                settings, new HistoryLoader(common.home()), new StreamNews(out, live))) {
      gallery.start();
      consumer.start();
      out.line("gallery: " + gallery.url() + ", runs from " + bootstrap + " (Ctrl-C ends it)");
      while (!interrupt.await(500)) {
        consumer.check();
      }
      out.line(consumer.stats().framesDrawn() + " frames drawn");
    }
    return 0;
  }
}
