// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Claim;
import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Runs;
import io.weightlapse.history.Store;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.Covered;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Layer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One compaction of a run, from looking at its tables to publishing the next manifest, however and
 * wherever the layers are transposed in between.
 */
public final class CompactPlan {
  private final Home home;
  private final String run;
  private final CompactOptions options;
  private final Claim claim;
  private final KeptSteps kept;
  private final RunTables tables;
  private final String prefix;
  private final Map<String, List<List<Sources.Slice>>> work = new TreeMap<>();
  private final Map<String, List<Covered>> covered = new TreeMap<>();
  private final Map<String, Layer> layers = new TreeMap<>();

  private CompactPlan(Home home, String run, CompactOptions options, Claim claim, KeptSteps kept)
      throws IOException {
    this.home = home;
    this.run = run;
    this.options = options;
    this.claim = claim;
    this.kept = kept;
    this.tables = RunTables.of(home, run);
    String nonce = UUID.randomUUID().toString().substring(0, 8);
    this.prefix = String.format(Locale.ROOT, "%06d-%s", generation(), nonce);
    for (Map.Entry<String, RunTables.Files> e : tables.layers().entrySet()) {
      Optional<Layer> before = tables.manifest().map(m -> m.layers().get(e.getKey()));
      RunTables.Files files = e.getValue();
      if (kept.all() && before.isPresent() && !files.paths().isEmpty() && files.tail().isEmpty()) {
        boolean lost = // some of what was to be kept is missing: the rest is no burden
            before.get().asWritten() == AsWritten.KEPT
                && files.snapshots() == RunTables.Snapshots.IN_PATHS;
        AsWritten next = lost ? options.asWritten() : asWritten(files);
        layers.put(e.getKey(), before.get().asWritten(next));
      } else if (!files.asWritten().isEmpty() || !files.paths().isEmpty()) {
        covered.put(e.getKey(), covered(e.getKey(), files, before));
        work.put(e.getKey(), Sources.of(home, files, 4L * options.arena()));
      }
    }
  }

  /** Looks at a run, and takes it: a compaction of it that began before can publish no more. */
  public static CompactPlan of(Home home, String run, CompactOptions options) throws IOException {
    return of(home, run, options, KeptSteps.ALL);
  }

  static CompactPlan of(Home home, String run, CompactOptions options, KeptSteps kept)
      throws IOException {
    Checks.require(
        kept.all() || options.asWritten() == AsWritten.REPLACED,
        "asWritten must be replaced where not all steps are kept: was %s",
        options.asWritten());
    Runs runs = new Runs(home);
    runs.started(run);
    if (options.unfinished() == CompactOptions.Unfinished.REFUSE && runs.ended(run).isEmpty()) {
      throw new UserException(
          "run " + run + " has not ended; --unfinished takes one that nothing writes any more",
          1,
          null);
    }
    Claim claim = new Claim(home, run, "compact");
    claim.take();
    return new CompactPlan(home, run, options, claim, kept);
  }

  private long generation() {
    return tables.manifest().map(TableManifest::generation).orElse(0L) + 1;
  }

  /** What is gone stays gone. */
  private AsWritten asWritten(RunTables.Files files) {
    return files.snapshots() == RunTables.Snapshots.IN_PATHS
        ? AsWritten.REPLACED
        : options.asWritten();
  }

  private List<Covered> covered(String layer, RunTables.Files files, Optional<Layer> before)
      throws IOException {
    Map<String, Long> there = lengths(layer);
    List<Covered> list = new ArrayList<>();
    for (String path : files.asWritten()) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      list.add(new Covered(name, there.getOrDefault(name, -1L)));
    }
    if (before.isPresent() && files.snapshots() == RunTables.Snapshots.IN_PATHS) {
      for (Covered c : before.get().covered()) { // not deleted yet, and not to be read
        if (Objects.equals(there.get(c.name()), c.bytes())) {
          list.add(c);
        }
      }
    }
    return list;
  }

  private String weights(String layer) {
    return home.weightsFolder(run) + "/layer=" + Partitions.escape(layer);
  }

  private Map<String, Long> lengths(String layer) throws IOException {
    Map<String, Long> lengths = new TreeMap<>();
    for (Store.Entry e : home.store().list(weights(layer))) {
      lengths.put(e.name(), e.bytes());
    }
    return lengths;
  }

  /** What is to be transposed, one work a layer. */
  List<LayerWork> work() {
    List<LayerWork> list = new ArrayList<>();
    work.forEach(
        (layer, slices) ->
            list.add(
                new LayerWork(
                    run, layer, prefix, tables.layer(layer), slices, 0, Integer.MAX_VALUE, kept)));
    return list;
  }

  /**
   * What is to be transposed, in blocks of units that tasks do side by side. Each reads its whole
   * layer, so there are no more than there must be.
   *
   * @param bytes of a block, about
   * @param least blocks of a layer that is worth dividing
   */
  public List<LayerWork> blocks(long bytes, int least) throws IOException {
    List<LayerWork> list = new ArrayList<>();
    for (LayerWork w : work()) {
      int units = Sources.units(home, w.slices());
      long wanted = Math.max(w.bytes() / bytes + 1, w.bytes() > bytes / 4 ? least : 1);
      int blocks = (int) Math.min(units, wanted);
      for (int b = 0; b < blocks; b++) {
        int from = (int) ((long) units * b / blocks);
        int end = b + 1 == blocks ? Integer.MAX_VALUE : (int) ((long) units * (b + 1) / blocks);
        String own = String.format(Locale.ROOT, "%s-%04d", prefix, b);
        list.add(new LayerWork(run, w.layer(), own, w.files(), w.slices(), from, end, kept));
      }
    }
    return list;
  }

  /** Bytes to transpose, before compression. */
  public long bytes() {
    return work.values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .mapToLong(Sources.Slice::bytes)
        .sum();
  }

  /** All is transposed. */
  public void done(List<LayerWork.Result> results) {
    Map<String, List<LayerWork.Result>> byLayer = new TreeMap<>();
    results.forEach(r -> byLayer.computeIfAbsent(r.layer(), l -> new ArrayList<>()).add(r));
    byLayer.forEach(this::done);
  }

  private void done(String layer, List<LayerWork.Result> results) {
    AsWritten asWritten = asWritten(tables.layer(layer));
    boolean empty = results.stream().anyMatch(r -> r.emptyRows() > 0);
    if (empty && asWritten == AsWritten.REPLACED) {
      throw new UserException(
          "layer "
              + layer
              + " of run "
              + run
              + " has rows without values, which only the files as written can hold: compact it"
              + " without --replace",
          1,
          null);
    }
    List<DataFile> paths = results.stream().flatMap(r -> r.paths().stream()).toList();
    List<DataFile> steps = results.stream().flatMap(r -> r.steps().stream()).toList();
    if (steps.size() != 1) {
      throw new IllegalStateException("a layer must have one file of steps: had " + steps.size());
    }
    layers.put(layer, new Layer(asWritten, covered.get(layer), paths, steps.get(0)));
  }

  /** Deletes what was written, after a failure. */
  public void undo(Throwable cause) {
    try {
      new Cleaner(home, run).undo(prefix);
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Publishes the new tables, if there are any, and removes what has had its time.
   *
   * @param begin when it all began, by {@link System#nanoTime}
   */
  public CompactResult publish(Instant now, long begin) throws IOException {
    Cleaner cleaner = new Cleaner(home, run);
    Optional<TableManifest> before = tables.manifest();
    if (layers.equals(before.map(TableManifest::layers).orElse(Map.of()))
        && (before.isEmpty() ? cleaner.all() : cleaner.unlisted(before.get())).isEmpty()) {
      int deleted = 0;
      if (before.isPresent()) {
        cleaner.older(before.get());
        deleted = cleaner.expired(before.get(), options.grace(), now);
      }
      return result(before, deleted, begin);
    }
    TableManifest next;
    try {
      for (Map.Entry<String, List<Covered>> e : covered.entrySet()) {
        checkUnchanged(e.getKey(), e.getValue());
      }
      next =
          new TableManifest(
              generation(),
              now,
              layers,
              new Superseded(home, run).by(layers, tables.manifest(), now));
      new Runs(home).started(run); // it was not removed meanwhile
      claim.check();
      if (!next.publish(home, run)) {
        throw new IOException("run " + run + " was compacted by another process meanwhile");
      }
    } catch (IOException | RuntimeException e) {
      undo(e);
      throw e;
    }
    int deleted = cleaner.leftovers(next) + cleaner.expired(next, options.grace(), now);
    return result(Optional.of(next), deleted, begin);
  }

  private void checkUnchanged(String layer, List<Covered> files) throws IOException {
    Map<String, Long> there = lengths(layer);
    for (Covered c : files) {
      if (!Objects.equals(there.get(c.name()), c.bytes())) {
        throw new IOException(
            weights(layer) + "/" + c.name() + " changed while run " + run + " was compacted");
      }
    }
  }

  private CompactResult result(Optional<TableManifest> manifest, int deleted, long begin)
      throws IOException {
    long written = 0;
    for (String name : work.keySet()) {
      written += layers.get(name).paths().stream().mapToLong(DataFile::bytes).sum();
    }
    int pending = manifest.isEmpty() ? 0 : new Cleaner(home, run).pending(manifest.get());
    return new CompactResult(
        run,
        manifest.map(TableManifest::generation).orElse(0L),
        work.size(),
        layers.values().stream().mapToLong(Layer::values).sum(),
        bytes(),
        written,
        deleted,
        pending,
        (System.nanoTime() - begin) / 1e9);
  }
}
