// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A consumer as a process of its own, without a history:
 *
 * <pre>
 * StreamMain --kafka HOST:PORT --home DIR [--group NAME] [--instance NAME] [--views A,B]
 *            [--until-complete RUN] [--kafka.NAME VALUE]...
 * </pre>
 *
 * Exit codes: 0 done or interrupted, 1 failed, 2 wrong usage.
 */
public final class StreamMain {
  private StreamMain() {}

  /** Runs until interrupted, or until the run named is complete. */
  public static void main(String[] args) throws InterruptedException {
    StreamSettings settings;
    Map<String, String> options;
    try {
      options = options(args);
      settings = settings(options);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    String until = options.get("until-complete");
    try {
      if (until != null
          && new RunMarker(settings.animations()).isComplete(until, settings.views())) {
        System.out.println("complete " + until);
        System.exit(0);
      }
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    System.exit(run(settings, until));
  }

  private static int run(StreamSettings settings, String until) throws InterruptedException {
    CountDownLatch complete = new CountDownLatch(1);
    AtomicBoolean failed = new AtomicBoolean();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void runStarted(RunManifest manifest) {
            System.out.println("started " + manifest.run());
          }

          @Override
          public void frameDrawn(String run, String view, int index, Path file) {
            System.out.println("frame " + run + " " + view + " " + index);
          }

          @Override
          public void animationWritten(String run, String view, Path file) {
            System.out.println("animation " + run + " " + view);
          }

          @Override
          public void runComplete(String run) {
            System.out.println("complete " + run);
            if (run.equals(until)) {
              complete.countDown();
            }
          }

          @Override
          public void runFailed(String run, String message) {
            if (run.equals(until)) {
              failed.set(true);
              complete.countDown();
            }
          }

          @Override
          public void problem(String line) {
            System.err.println(line);
          }
        };
    StreamConsumer consumer = new StreamConsumer(settings, RunEventLoader.NONE, listener);
    Runtime.getRuntime().addShutdownHook(new Thread(consumer::close, "weightlapse-close"));
    consumer.start();
    while (complete.getCount() > 0) {
      if (consumer.await(Duration.ofMillis(50))) {
        return 1; // it said why
      }
    }
    consumer.close();
    System.out.println(consumer.stats());
    return failed.get() ? 1 : 0;
  }

  private static Map<String, String> options(String[] args) {
    List<String> known = List.of("kafka", "home", "group", "instance", "views", "until-complete");
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!known.contains(name) && !name.startsWith("kafka.")) {
        throw new IllegalArgumentException("option must be one of " + known + ": was " + args[i]);
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " must have a value: has none");
      }
      options.put(name, args[i + 1]);
    }
    return options;
  }

  private static StreamSettings settings(Map<String, String> options) {
    for (String name : List.of("kafka", "home")) {
      if (!options.containsKey(name)) {
        throw new IllegalArgumentException("--" + name + " must be given");
      }
    }
    Map<String, String> properties = new HashMap<>(options);
    properties.keySet().removeIf(name -> !name.startsWith("kafka."));
    List<String> views = new ArrayList<>(Views.names());
    if (options.containsKey("views")) {
      views = List.of(options.get("views").split(","));
      for (String view : views) {
        if (!Views.names().contains(view)) {
          throw new IllegalArgumentException(
              "view must be one of " + Views.names() + ": was " + view);
        }
      }
    }
    return StreamSettings.of(options.get("kafka"), properties, Path.of(options.get("home")), views)
        .withGroup(
            options.getOrDefault("group", "weightlapse-views"),
            options.getOrDefault("instance", ""));
  }
}
