// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is drawn of runs, by the names of files. Pages ask for all runs every second: on this
 * machine folders are listed again only when they have changed.
 */
final class Drawn {
  static final Pattern VIEW = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  static final Pattern FRAME = Pattern.compile("(\\d{5,9})\\.png");
  static final Pattern ANIMATION =
      Pattern.compile("([a-z0-9][a-z0-9-]{0,63})\\.(gif|mp4|webm|html)");

  /** A folder that was changed so lately may change once more without getting another time. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /**
   * The files of one view.
   *
   * @param frames indices, rising
   * @param animations names of files
   */
  record ViewFiles(List<Integer> frames, List<String> animations) {}

  private record Known(Map<Path, Instant> folders, Map<String, ViewFiles> views) {}

  private final Home home;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  Drawn(Home home) {
    this.home = home;
  }

  /** The files of a run by view. */
  Map<String, ViewFiles> of(String run) throws IOException {
    String folder = home.animationsFolder(run);
    Optional<Path> root = home.folder();
    if (root.isEmpty()) {
      return list(folder);
    }
    Known before = known.get(run);
    if (before != null && times(before.folders().keySet()).equals(before.folders())) {
      return before.views();
    }
    Instant settled = Instant.now().minus(SETTLED);
    Path top = root.get().resolve(folder);
    List<Path> folders = new ArrayList<>(List.of(top, top.resolve("frames")));
    for (String view : home.names(folder + "/frames")) {
      folders.add(top.resolve("frames").resolve(view));
    }
    Map<Path, Instant> times = times(folders);
    Map<String, ViewFiles> views = list(folder);
    if (times.values().stream().allMatch(settled::isAfter)) {
      known.put(run, new Known(times, views));
    } else {
      known.remove(run);
    }
    return views;
  }

  /** When folders changed last; those that are not there have changed at no time. */
  private static Map<Path, Instant> times(Iterable<Path> folders) throws IOException {
    Map<Path, Instant> times = new TreeMap<>();
    for (Path folder : folders) {
      try {
        times.put(folder, Files.getLastModifiedTime(folder).toInstant());
      } catch (NoSuchFileException | NotDirectoryException e) {
        times.put(folder, Instant.MIN);
      }
    }
    return times;
  }

  private Map<String, ViewFiles> list(String folder) throws IOException {
    Map<String, ViewFiles> views = new TreeMap<>();
    for (String file : home.names(folder)) {
      Matcher m = ANIMATION.matcher(file);
      if (m.matches()) {
        views
            .computeIfAbsent(m.group(1), k -> new ViewFiles(new ArrayList<>(), new ArrayList<>()))
            .animations()
            .add(file);
      }
    }
    for (String view : home.names(folder + "/frames")) {
      if (VIEW.matcher(view).matches()) {
        views.computeIfAbsent(view, k -> new ViewFiles(new ArrayList<>(), new ArrayList<>()));
      }
    }
    for (Map.Entry<String, ViewFiles> view : views.entrySet()) {
      view.getValue().frames().addAll(frames(folder + "/frames/" + view.getKey()));
    }
    return views;
  }

  private List<Integer> frames(String folder) throws IOException {
    List<Integer> frames = new ArrayList<>();
    for (String file : home.names(folder)) {
      Matcher m = FRAME.matcher(file);
      if (m.matches()) {
        frames.add(Integer.parseInt(m.group(1)));
      }
    }
    return frames.stream().sorted().toList();
  }
}
