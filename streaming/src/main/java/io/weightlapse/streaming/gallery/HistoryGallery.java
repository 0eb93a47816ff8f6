// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.streaming.view.Views;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The gallery of a home, with what a running consumer knows ahead of it. */
public final class HistoryGallery implements GalleryData {
  private static final Map<String, String> TYPES =
      Map.of(
          "png",
          "image/png",
          "gif",
          "image/gif",
          "mp4",
          "video/mp4",
          "webm",
          "video/webm",
          "html",
          "text/html");

  private final Home home;
  private final Runs runs;
  private final Drawn drawn;
  private final LiveRuns live;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** A gallery of that home; does no I/O. */
  public HistoryGallery(Home home, LiveRuns live) {
    this.home = home;
    this.runs = new Runs(home);
    this.drawn = new Drawn(home);
    this.live = live;
  }

  @Override
  public Home home() {
    return home;
  }

  @Override
  public List<RunInfo> runs() throws IOException {
    return runs.list();
  }

  @Override
  public Optional<RunInfo> run(String run) throws IOException {
    return runs.info(run);
  }

  @Override
  public RunManifest manifest(String run) throws IOException {
    return runs.manifest(run);
  }

  @Override
  public List<Metric> metrics(String run) throws IOException {
    List<Metric> metrics = new ArrayList<>(ahead(run));
    if (metrics.isEmpty()) {
      new HistorySource(home, run)
          .kinds(Set.of(Metric.class))
          .deliver(
              event -> {
                if (event instanceof Metric m) {
                  metrics.add(m);
                }
              });
    }
    metrics.removeIf(m -> m.worker() != Event.MODEL);
    return metrics;
  }

  @Override
  public List<Metric> ahead(String run) {
    return live.metrics(run);
  }

  @Override
  public List<ViewFrames> views(String run) throws IOException {
    Map<String, Drawn.ViewFiles> files = new TreeMap<>(drawn.of(run));
    Map<String, Integer> expected = live.expectedFrames(run);
    expected
        .keySet()
        .forEach(view -> files.putIfAbsent(view, new Drawn.ViewFiles(List.of(), List.of())));
    List<ViewFrames> views = new ArrayList<>();
    for (var e : files.entrySet()) {
      List<Integer> frames = e.getValue().frames();
      List<String> animations = e.getValue().animations();
      int announced = expected.getOrDefault(e.getKey(), LiveRuns.UNKNOWN);
      int count =
          announced != LiveRuns.UNKNOWN ? announced : expected(run, e.getKey(), animations, frames);
      views.add(new ViewFrames(e.getKey(), frames, Math.max(count, frames.size()), animations));
    }
    return views;
  }

  /** A run that ended, or an animation that is there, will get no more frames. */
  private int expected(String run, String view, List<String> animations, List<Integer> frames)
      throws IOException {
    boolean running = runs.info(run).map(i -> i.state() == RunState.RUNNING).orElse(false);
    if (!running || !animations.isEmpty() || !Views.names().contains(view)) {
      return frames.size();
    }
    Integer count = counts.get(run + "/" + view);
    if (count == null) {
      // Making a view reads the run's data, and a page asks every second.
      RunManifest manifest = runs.manifest(run);
      try {
        count = Views.create(view, manifest).frameCount();
      } catch (RuntimeException e) { // a manifest that makes sense, but not for this view
        count = 0;
      }
      counts.put(run + "/" + view, count);
    }
    return count;
  }

  @Override
  public Optional<StoredFile> frame(String run, String view, String file) throws IOException {
    return Drawn.VIEW.matcher(view).matches()
            && Drawn.FRAME.matcher(file).matches()
            && runs.exists(run)
        ? file(home.animationsFolder(run) + "/frames/" + view + "/" + file)
        : Optional.empty();
  }

  @Override
  public Optional<StoredFile> animation(String run, String file) throws IOException {
    return Drawn.ANIMATION.matcher(file).matches() && runs.exists(run)
        ? file(home.animationsFolder(run) + "/" + file)
        : Optional.empty();
  }

  private Optional<StoredFile> file(String path) throws IOException {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    try {
      if (home.folder().isEmpty()) {
        byte[] bytes = home.read(path);
        return Optional.of(new StoredFile(type, bytes.length, new ByteArrayInputStream(bytes)));
      }
      // The names are checked already; a symbolic link could still lead outside.
      Path root = home.folder().get().toRealPath().resolve("animations");
      Path file = home.folder().get().resolve(path).toRealPath();
      if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        return Optional.empty();
      }
      return Optional.of(new StoredFile(type, Files.size(file), Files.newInputStream(file)));
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
