// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.util.Names;
import io.weightlapse.core.util.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The runs of a home: {@code runs/<run>/run.json} first, {@code _DONE} last. Thread-safe; what was
 * read of a run is kept while its files do not change.
 */
public final class Runs {
  private static final String MANIFEST = "/run.json";
  private static final String PROGRESS = "/progress.json";
  private static final String DONE = "/_DONE";
  private static final String STARTED = "started";

  /** Folders of a home that have one folder a run, named by its id. */
  private static final List<String> NAMED = List.of("animations", "checkpoints");

  /** Folders of a home that have one folder a run. */
  private static final List<String> TABLES =
      List.of(
          "animations",
          "checkpoints",
          "weights",
          "paths",
          "path_steps",
          "metrics",
          "layer_stats",
          "surfaces",
          "evaluation",
          "trajectory");

  /** What was changed so lately may change once more without getting another time. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** Sizes of runs that do not change otherwise are looked up again after a while. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  private record Known(List<Store.Entry> files, Instant until, RunInfo info) {}

  private final Home home;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** The runs of that home; does no I/O. */
  public Runs(Home home) {
    this.home = home;
  }

  /** Creates a run; of several at once, one wins and the others fail. */
  public void create(RunStarted started) throws IOException {
    if (!home.create(home.runFolder(started.run()) + MANIFEST, json(started))) {
      throw new UserException("run " + started.run() + " exists already in " + home);
    }
  }

  /** Creates a run, or makes sure that it is this one: a retried task begins again. */
  public void createOrResume(RunStarted started) throws IOException {
    String path = home.runFolder(started.run()) + MANIFEST;
    if (!home.create(path, json(started)) && !manifest(started.run()).equals(started.manifest())) {
      throw new UserException(
          "run " + started.run() + " exists already in " + home + ", with another manifest");
    }
  }

  private static byte[] json(RunStarted started) throws IOException {
    ObjectNode node = Progress.JSON.createObjectNode();
    node.setAll(ManifestJson.write(started.manifest()));
    node.put(STARTED, started.time().toString());
    return Progress.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }

  /** Whether the home has that run. */
  public boolean exists(String run) throws IOException {
    return Names.isName(run) && home.store().exists(home.runFolder(run) + MANIFEST);
  }

  /** The manifest of a run. */
  public RunManifest manifest(String run) throws IOException {
    return started(run).manifest();
  }

  /** How the run began. */
  public RunStarted started(String run) throws IOException {
    Optional<JsonNode> stored = node(home.runFolder(run) + MANIFEST);
    if (stored.isEmpty()) {
      throw new UserException("no run " + run + " in " + home + known());
    }
    ObjectNode node = (ObjectNode) stored.get();
    JsonNode time = node.remove(STARTED);
    RunManifest manifest = ManifestJson.read(node);
    return new RunStarted(
        manifest, time == null ? manifest.created() : Instant.parse(time.asText()));
  }

  private String known() throws IOException {
    List<String> runs = names();
    return runs.isEmpty()
        ? ": it has none"
        : "; it has " + String.join(", ", runs.subList(Math.max(0, runs.size() - 5), runs.size()));
  }

  /** How the run ended, if it has. */
  public Optional<RunEnded> ended(String run) throws IOException {
    return node(home.runFolder(run) + DONE).map(node -> Progress.ended(run, node));
  }

  /**
   * Up to which step a reader of the run sees whole steps, of every layer: that of the last flush
   * while the run goes on, -1 before the first; {@link Long#MAX_VALUE} once it has ended.
   */
  public long wholeSteps(String run) throws IOException {
    // The end is looked for last: in between, a run may end.
    Optional<JsonNode> progress = node(home.runFolder(run) + PROGRESS);
    return node(home.runFolder(run) + DONE).isPresent()
        ? Long.MAX_VALUE
        : progress.map(Progress::read).map(Progress::whole).orElse(-1L);
  }

  /** What the run says of how far it is, ended or not. */
  Optional<Progress> stored(String run) throws IOException {
    Optional<JsonNode> progress = node(home.runFolder(run) + PROGRESS);
    Optional<JsonNode> done = node(home.runFolder(run) + DONE);
    return done.or(() -> progress).map(Progress::read);
  }

  /** Marks a run as ended: everything else of it must be stored by now. */
  public void finish(RunEnded ended) throws IOException {
    Progress progress =
        node(home.runFolder(ended.run()) + PROGRESS).map(Progress::read).orElseGet(Progress::new);
    finish(ended, progress);
  }

  void finish(RunEnded ended, Progress progress) throws IOException {
    home.replace(home.runFolder(ended.run()) + DONE, progress.toJson(ended));
  }

  void progress(String run, Progress progress) throws IOException {
    home.replace(home.runFolder(run) + PROGRESS, progress.toJson());
  }

  private Optional<JsonNode> node(String path) throws IOException {
    try {
      JsonNode node = Progress.JSON.readTree(home.read(path));
      return node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The ids of all folders that could be runs, sorted. */
  public List<String> names() throws IOException {
    return home.store().list("runs").stream()
        .filter(e -> e.folder() && Names.isName(e.name()))
        .map(Store.Entry::name)
        .toList();
  }

  /** All runs, the newest first; folders that hold no readable run are left out. */
  public List<RunInfo> list() throws IOException {
    Set<String> there = new HashSet<>(); // one look for all runs, instead of one for each
    for (String table : TABLES) {
      home.store().list(table).forEach(e -> there.add(table + "/" + e.name()));
    }
    List<RunInfo> list =
        new ArrayList<>(
            names().parallelStream()
                .map(run -> info(run, there::contains))
                .flatMap(Optional::stream)
                .toList());
    list.sort(Comparator.comparing(RunInfo::created).reversed().thenComparing(RunInfo::run));
    return list;
  }

  /** One run; empty if there is none, or only half of one. */
  public Optional<RunInfo> info(String run) throws IOException {
    return info(run, folder -> true);
  }

  private Optional<RunInfo> info(String run, Predicate<String> there) {
    if (!Names.isName(run)) {
      return Optional.empty();
    }
    try {
      List<Store.Entry> files = home.store().list(home.runFolder(run));
      Known before = known.get(run);
      Instant now = Instant.now();
      if (before != null && before.files().equals(files) && now.isBefore(before.until())) {
        return Optional.of(before.info());
      }
      known.remove(run);
      Optional<RunInfo> info = read(run, files, there);
      if (info.isPresent()
          && files.stream().allMatch(e -> e.modified().isBefore(now.minus(SETTLED)))) {
        // Not all at once: a list of many runs stays fast.
        Instant until = now.plus(KEPT).plusMillis(Math.floorMod(run.hashCode(), KEPT.toMillis()));
        known.put(run, new Known(files, until, info.get()));
      }
      return info;
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // foreign, or of a version that is not ours: not a reason to fail
    }
  }

  private Optional<RunInfo> read(String run, List<Store.Entry> files, Predicate<String> there)
      throws IOException {
    Optional<JsonNode> manifest = node(home.runFolder(run) + MANIFEST);
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    Optional<JsonNode> done = node(home.runFolder(run) + DONE);
    Optional<JsonNode> progress = done.isPresent() ? done : node(home.runFolder(run) + PROGRESS);
    ObjectNode json = (ObjectNode) manifest.get();
    json.remove(STARTED);
    RunManifest stored = ManifestJson.read(json);
    Progress reached = progress.map(Progress::read).orElseGet(Progress::new);
    RunEnded ended = done.map(node -> Progress.ended(run, node)).orElse(null);
    return Optional.of(
        new RunInfo(
            run,
            stored.experiment().name(),
            stored.experiment().title(),
            stored.created(),
            ended != null ? ended.time() : updated(files, stored.created()),
            ended != null ? ended.state() : RunState.RUNNING,
            reached.epochs(),
            stored.experiment().training().epochs(),
            reached.steps(),
            reached.metrics(),
            bytes(run, files, there),
            ended != null ? ended.message() : ""));
  }

  private static Instant updated(List<Store.Entry> files, Instant created) {
    return files.stream()
        .filter(e -> PROGRESS.endsWith(e.name()))
        .map(Store.Entry::modified)
        .findFirst()
        .orElse(created);
  }

  private long bytes(String run, List<Store.Entry> files, Predicate<String> there)
      throws IOException {
    long sum = 0;
    for (Store.Entry e : files) {
      sum += e.folder() ? home.store().size(home.runFolder(run) + "/" + e.name()) : e.bytes();
    }
    for (String table : TABLES) {
      String folder = table + "/" + (NAMED.contains(table) ? "" : "run=") + run;
      sum += there.test(folder) ? home.store().size(folder) : 0;
    }
    return sum;
  }

  /** Takes the end of a stopped run away: it goes on. */
  public void reopen(String run) throws IOException {
    home.store().delete(home.runFolder(run) + DONE);
  }

  /**
   * Removes the surfaces of some slices of a run: a survey that begins replaces what was there of
   * the same slices, and nothing else.
   */
  public void clearSurfaces(String run, Collection<String> slices) throws IOException {
    for (String slice : slices) {
      String folder = home.surfacesFolder(run) + "/slice=" + Partitions.escape(slice);
      for (String file : home.names(folder)) {
        home.store().delete(folder + "/" + file);
      }
    }
  }
}
