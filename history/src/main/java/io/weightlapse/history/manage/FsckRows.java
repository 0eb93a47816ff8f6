// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.SnapshotPolicy;
import io.weightlapse.history.DoubleRows;
import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.RunAudit;
import io.weightlapse.history.Runs;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.Covered;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a run though each of its files is whole: rows twice, or not at all. */
final class FsckRows {
  private static final Pattern PART =
      Pattern.compile("(?:_torn-|_double-)?([A-Za-z0-9].*)-(\\d{5})\\.parquet");

  private final Home home;
  private final String run;
  private final Fsck.Depth depth;
  private final Fsck.Problems problems;
  private final Fsck.Notes notes;
  private final RunAudit audit;

  FsckRows(Home home, String run, Fsck.Depth depth, Fsck.Problems problems, Fsck.Notes notes) {
    this.home = home;
    this.run = run;
    this.depth = depth;
    this.problems = problems;
    this.notes = notes;
    this.audit = new RunAudit(home, run);
  }

  void check() throws IOException {
    boolean ended = new Runs(home).ended(run).isPresent();
    progress(ended);
    parts();
    if (depth == Fsck.Depth.ROWS) {
      doubles(ended);
      if (ended) { // else a flush may be between two layers
        steps();
      }
    }
  }

  private void progress(boolean ended) throws IOException {
    OptionalLong claimed = audit.claimedStep();
    long last = audit.lastStep();
    if (claimed.isPresent() && claimed.getAsLong() > last) {
      problems.found(
          run,
          home.runFolder(run) + (ended ? "/_DONE" : "/progress.json"),
          "says that all is stored up to step "
              + claimed.getAsLong()
              + ": the tables end "
              + (last < 0 ? "before the first" : "at step " + last),
          ended
              ? null
              : () -> {
                audit.correctProgress();
                return "corrected";
              });
    }
  }

  /** Writers number their files from 0 without gaps. */
  private void parts() throws IOException {
    Map<String, NavigableSet<Integer>> parts = new TreeMap<>();
    for (String table : RunFolders.tables(home, run)) {
      if (!table.equals(home.pathsFolder(run)) && !table.equals(home.pathStepsFolder(run))) {
        for (RunFolders.StoredFile f : RunFolders.files(home, table)) {
          part(f.path().substring(0, f.path().lastIndexOf('/') + 1), f.name(), parts);
        }
      }
    }
    Set<String> replaced = new TreeSet<>();
    Optional<TableManifest> manifest = TableManifest.latest(home, run);
    for (var e : manifest.map(TableManifest::layers).orElse(Map.of()).entrySet()) {
      String folder = home.weightsFolder(run) + "/layer=" + Partitions.escape(e.getKey()) + "/";
      for (Covered c : e.getValue().covered()) { // the paths have their rows
        part(folder, c.name(), parts);
      }
      if (e.getValue().asWritten() == TableManifest.AsWritten.REPLACED) {
        replaced.add(folder);
      }
    }
    for (Map.Entry<String, NavigableSet<Integer>> e : parts.entrySet()) {
      TreeSet<Integer> missing = new TreeSet<>();
      for (int part = 0; part < e.getValue().last(); part++) {
        missing.add(part);
      }
      missing.removeAll(e.getValue());
      String folder = e.getKey().substring(0, e.getKey().lastIndexOf('/') + 1);
      if (!missing.isEmpty() && !replaced.contains(folder)) {
        problems.found(
            run,
            String.format(java.util.Locale.ROOT, "%s-%05d.parquet", e.getKey(), missing.first()),
            missing.size() == 1
                ? "is missing: later files of the writer are there"
                : "and " + (missing.size() - 1) + " more of its writer are missing",
            null);
      }
    }
  }

  private static void part(String folder, String name, Map<String, NavigableSet<Integer>> parts) {
    Matcher m = PART.matcher(name);
    if (m.matches()) {
      parts
          .computeIfAbsent(folder + m.group(1), w -> new TreeSet<>())
          .add(Integer.valueOf(m.group(2)));
    }
  }

  private void doubles(boolean ended) throws IOException {
    for (DoubleRows d : audit.doubleRows()) {
      if (d.different() > 0) {
        problems.found(
            run,
            d.path(),
            "has " + d.different() + " rows that " + d.other() + " has with other values",
            null);
      }
      if (d.same() > 0) {
        problems.found(
            run,
            d.path(),
            "has " + d.same() + " rows that " + d.other() + " has, too",
            ended ? d::remove : null); // a writer would replace its file
      }
    }
  }

  private void steps() throws IOException {
    Experiment experiment = new Runs(home).manifest(run).experiment();
    Map<String, NavigableMap<Long, Integer>> layers = new TreeMap<>(audit.steps());
    NavigableMap<Long, Integer> all = new TreeMap<>();
    Map<Long, String> of = new TreeMap<>();
    layers.forEach(
        (layer, steps) -> {
          all.putAll(steps);
          steps.keySet().forEach(step -> of.putIfAbsent(step, layer));
        });
    SnapshotPolicy policy = experiment.snapshots();
    for (var layer : experiment.network().layers()) {
      if (policy.keepsLayer(layer.name())) {
        layers.putIfAbsent(layer.name(), new TreeMap<>());
      }
    }
    for (Map.Entry<String, NavigableMap<Long, Integer>> e : layers.entrySet()) {
      NavigableMap<Long, Integer> missing = new TreeMap<>(all);
      missing.keySet().removeAll(e.getValue().keySet());
      NavigableMap<Long, Integer> odd = new TreeMap<>(missing);
      odd.entrySet()
          .removeIf(s -> !wanted(policy, e.getKey(), of.get(s.getKey()), s.getKey(), s.getValue()));
      String folder = home.weightsFolder(run) + "/layer=" + Partitions.escape(e.getKey());
      if (!odd.isEmpty()) {
        problems.found(run, folder, lacks(odd) + " that other layers have", null);
      } else if (!missing.isEmpty()) {
        notes.note(run, folder, lacks(missing) + " that other layers have, as its rules say");
      }
    }
  }

  private static String lacks(NavigableMap<Long, Integer> steps) {
    return "lacks "
        + (steps.size() == 1 ? "step " : steps.size() + " steps from ")
        + steps.firstKey()
        + (steps.size() == 1 ? "" : " to " + steps.lastKey());
  }

  /** Whether a layer should have a step that another has. */
  private static boolean wanted(
      SnapshotPolicy policy, String layer, String other, long step, int epoch) {
    // What was not kept as a step inside an epoch was kept as the end of one.
    int ended = policy.keeps(Event.MODEL, other, step, -1) ? -1 : epoch;
    return policy.keeps(Event.MODEL, layer, step, ended);
  }
}
