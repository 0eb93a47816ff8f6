// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.streaming.gallery.Gallery;
import io.weightlapse.streaming.gallery.HistoryGallery;
import io.weightlapse.streaming.gallery.LiveRuns;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times a listing of many runs: {@code ListRuns HOME N}. Each run has weights of every layer and
 * metrics, and has ended. A listing that keeps nothing of the one before, one that does, and the
 * gallery's answer to its first page.
 */
final class ListRuns {
  private static final int ROUNDS = 40;
  private static final int PAGES = 12;

  private ListRuns() {}

  public static void main(String[] args) throws Exception {
    Home home = Home.open(args[0]);
    int runs = Integer.parseInt(args[1]);
    Experiment experiment = ExperimentReader.builtIn("xor");
    Instant now = Instant.now().minusSeconds(3600);
    for (int i = 0; i < runs; i++) {
      write(home, new RunManifest("xor-" + i, experiment, now.plusMillis(i), "00", Map.of()));
    }
    double[] anew = new double[ROUNDS];
    double[] again = new double[ROUNDS];
    Runs kept = new Runs(home);
    for (int round = 0; round < ROUNDS; round++) {
      anew[round] = millis(new Runs(home), runs);
      again[round] = millis(kept, runs);
    }
    Map<String, Object> result = new TreeMap<>();
    result.put("work", "runs");
    result.put("runs", runs);
    result.put("first_ms", anew[0]);
    result.put("anew_ms", median(anew));
    result.put("again_ms", median(again));
    double[] page = page(home, runs);
    result.put("page_first_ms", page[0]);
    result.put("page_ms", median(page));
    JsonLine.print(result);
  }

  /** The gallery's answer to its first page, asked so rarely that it lists the runs each time. */
  private static double[] page(Home home, int expected) throws Exception {
    double[] millis = new double[PAGES];
    HttpClient client = HttpClient.newHttpClient();
    try (Gallery gallery =
        new Gallery(new HistoryGallery(home, LiveRuns.none()), Gallery.HOST, 0).start()) {
      HttpRequest ask = HttpRequest.newBuilder(URI.create(gallery.url() + "api/runs")).build();
      for (int i = 0; i < PAGES; i++) {
        Thread.sleep(600);
        long begin = System.nanoTime();
        String answer = client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
        millis[i] = (System.nanoTime() - begin) / 1e6;
        if (!answer.startsWith("{\"total\":" + expected + ",")) {
          throw new IllegalStateException("runs must be " + expected + ": was " + answer);
        }
      }
    }
    return millis;
  }

  private static double millis(Runs runs, int expected) throws Exception {
    long begin = System.nanoTime();
    int found = runs.list().size();
    double millis = (System.nanoTime() - begin) / 1e6;
    if (found != expected) {
      throw new IllegalStateException("runs must be " + expected + ": were " + found);
    }
    return millis;
  }

  /** The median of the second half: the first warms up. */
  private static double median(double[] millis) {
    double[] warm = Arrays.copyOfRange(millis, millis.length / 2, millis.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  private static void write(Home home, RunManifest manifest) throws Exception {
    String run = manifest.run();
    Instant now = manifest.created();
    try (HistorySink sink = new HistorySink(home, run, "train")) {
      sink.publish(new RunStarted(manifest, now));
      for (ParameterBlock b : manifest.experiment().network().layout().blocks()) {
        float[] values = new float[b.size()];
        sink.publish(
            Snapshot.whole(
                run, Event.MODEL, 0, 0, b.layerName(), b.param(), b.rows(), b.cols(), values));
      }
      sink.publish(new Metric(run, Event.MODEL, 0, 0, MetricNames.TRAIN_LOSS, 0.5, now));
      sink.publish(new RunEnded(run, now, RunState.DONE, 1, ""));
    }
  }
}
