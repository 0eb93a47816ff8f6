// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for what crashes, full disks and copying by hand leave in a home, and repairs what can be
 * repaired without losing a row: torn files are set aside, leftovers deleted, paths that do not
 * agree with their manifest taken out of it.
 */
public final class Fsck {
  /** Younger temporary files may be being written. */
  static final Duration YOUNG = Duration.ofHours(1);

  /** How much to read. */
  public enum Depth {
    /** Names, lengths, beginnings and ends of files. */
    FOOTERS,
    /** Every row: of the paths against their checksums, as written against each other. */
    ROWS
  }

  /** What can be done about a finding. */
  @FunctionalInterface
  interface Repair {
    String make() throws IOException;
  }

  /** Takes a problem, and what can be done about it, which may be null. */
  @FunctionalInterface
  interface Problems {
    void found(String run, String path, String problem, Repair repair) throws IOException;
  }

  /** Takes a note. */
  @FunctionalInterface
  interface Notes {
    void note(String run, String path, String note);
  }

  /**
   * Something that is wrong.
   *
   * @param run of which run
   * @param path the file or folder
   * @param problem what is wrong
   * @param repaired what was done about it; empty if nothing
   * @param kind whether it is a reason to do anything
   */
  public record Finding(String run, String path, String problem, String repaired, Kind kind) {
    /** Whether it is a problem still. */
    public boolean left() {
      return kind == Kind.PROBLEM && repaired.isEmpty();
    }
  }

  /** How bad a finding is. */
  public enum Kind {
    /** Rows may be lost, or read wrongly. */
    PROBLEM,
    /** Worth knowing; readers have all rows. */
    NOTE
  }

  /** Whether to change anything. */
  public enum Mode {
    /** Only look. */
    LOOK,
    /** Repair what can be repaired. */
    REPAIR
  }

  private final Home home;
  private final Depth depth;
  private final Mode mode;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  /** A check of a home; does no I/O. */
  public Fsck(Home home, Depth depth, Mode mode) {
    this(home, depth, mode, Clock.systemUTC());
  }

  Fsck(Home home, Depth depth, Mode mode, Clock clock) {
    this.home = home;
    this.depth = depth;
    this.mode = mode;
    this.clock = clock;
  }

  /** Every run that the home knows of, also by leftovers only. */
  public List<String> runs() throws IOException {
    Set<String> runs = new TreeSet<>(RunFolders.known(home));
    runs.addAll(new Runs(home).names());
    return List.copyOf(runs);
  }

  /** Checks one run. */
  public List<Finding> check(String run) throws IOException {
    findings.clear();
    String folder = home.runFolder(run);
    for (String marker : List.of(RunRemover.MARKER, RunImport.MARKER)) {
      if (home.store().exists(folder + marker)
          && (marker.equals(RunRemover.MARKER) || !home.store().exists(folder + "/run.json"))) {
        found(
            run,
            folder,
            marker.equals(RunRemover.MARKER) ? "is half removed" : "is half imported",
            () -> {
              new RunRemover(home).remove(run);
              return "removed the rest";
            });
        return List.copyOf(findings);
      }
    }
    if (!home.store().exists(folder + "/run.json")) {
      found(run, folder, "has files but no run.json", null);
    } else {
      manifest(run);
    }
    FsckPaths paths = new FsckPaths(home, run, depth, mode, clock, this::found, this::note);
    new FsckFiles(home, run, depth, clock, this::found, paths).check();
    paths.check();
    boolean readable =
        findings.stream().noneMatch(f -> f.left() && f.path().endsWith(".parquet"))
            && home.store().exists(folder + "/run.json");
    if (readable && findings.stream().noneMatch(f -> f.left() && f.path().equals(folder))) {
      new FsckRows(home, run, depth, this::found, this::note).check();
    }
    return List.copyOf(findings);
  }

  private void found(String run, String path, String problem, Repair repair) throws IOException {
    String done = mode == Mode.REPAIR && repair != null ? repair.make() : "";
    findings.add(new Finding(run, path, problem, done, Kind.PROBLEM));
  }

  private void note(String run, String path, String note) {
    findings.add(new Finding(run, path, note, "", Kind.NOTE));
  }

  private void manifest(String run) throws IOException {
    try {
      new Runs(home).started(run);
      new Runs(home).ended(run);
    } catch (IOException | RuntimeException e) {
      found(run, home.runFolder(run), "cannot be read: " + e.getMessage(), null);
    }
  }
}
