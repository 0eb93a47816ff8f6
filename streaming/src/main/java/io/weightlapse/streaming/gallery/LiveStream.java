// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.streaming.consume.StreamListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a consumer in this process sees, for the gallery; a run is forgotten when it has ended. */
public final class LiveStream implements LiveRuns, StreamListener {
  private final List<String> views;
  private final Map<String, List<Metric>> metrics = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Integer>> frames = new ConcurrentHashMap<>();

  /** The runs of a consumer that draws those views. */
  public LiveStream(List<String> views) {
    this.views = List.copyOf(views);
  }

  @Override
  public void runStarted(RunManifest manifest) {
    Map<String, Integer> expected = new ConcurrentHashMap<>();
    views.forEach(view -> expected.put(view, UNKNOWN));
    frames.put(manifest.run(), expected);
    metrics.putIfAbsent(manifest.run(), new ArrayList<>());
  }

  @Override
  public void viewReady(String run, String view, int count) {
    frames.computeIfAbsent(run, k -> new ConcurrentHashMap<>()).put(view, count);
  }

  @Override
  public void viewFailed(String run, String view, String message) {
    Map<String, Integer> expected = frames.get(run);
    if (expected != null) {
      expected.remove(view);
    }
  }

  @Override
  public void runFailed(String run, String message) {
    runComplete(run);
  }

  @Override
  public void metric(Metric metric) {
    metrics.computeIfPresent(
        metric.run(),
        (run, list) -> {
          synchronized (list) {
            list.add(metric);
          }
          return list;
        });
  }

  @Override
  public void runEnded(RunEnded ended) {
    metrics.remove(ended.run()); // the history has them all by now
  }

  @Override
  public void runComplete(String run) {
    metrics.remove(run);
    frames.remove(run);
  }

  @Override
  public List<Metric> metrics(String run) {
    List<Metric> list = metrics.get(run);
    if (list == null) {
      return List.of();
    }
    synchronized (list) {
      return List.copyOf(list);
    }
  }

  @Override
  public Map<String, Integer> expectedFrames(String run) {
    return frames.getOrDefault(run, Map.of());
  }
}
