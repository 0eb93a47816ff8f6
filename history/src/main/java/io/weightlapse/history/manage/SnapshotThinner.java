// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunAudit;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.Cleaner;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.CompactResult;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.history.compact.KeptSteps;
import java.io.IOException;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Takes snapshots out of runs that have ended. What stays is compacted, and one manifest changes
 * all layers at once: a reader has all snapshots or those that stay, and a process that is killed
 * has changed nothing. The old files go when their grace period is over.
 */
public final class SnapshotThinner {
  /**
   * What there is to do.
   *
   * @param stored steps of which any layer has a snapshot
   * @param kept those that stay
   */
  public record Plan(NavigableSet<Long> stored, NavigableSet<Long> kept) {
    /** How many steps go. */
    public int going() {
      return stored.size() - kept.size();
    }
  }

  private final Home home;
  private final CompactOptions options;

  /** A thinner; does no I/O. Of the options, files as written never stay. */
  public SnapshotThinner(Home home, CompactOptions options) {
    this.home = home;
    this.options =
        new CompactOptions(
            options.memory(),
            options.threads(),
            AsWritten.REPLACED,
            options.grace(),
            options.unfinished());
  }

  /** Which snapshots of a run would stay. */
  public Plan plan(String run, ThinningRule rule) throws IOException {
    var layers = new RunAudit(home, run).copies();
    NavigableSet<Long> stored = new TreeSet<>();
    layers.values().stream().map(NavigableMap::keySet).forEach(stored::addAll);
    return new Plan(stored, rule.kept(layers));
  }

  /**
   * Does it; where no snapshot goes, only old files whose time has come.
   *
   * @return what was compacted, if anything
   */
  public Optional<CompactResult> thin(String run, Plan plan, Output out, BooleanSupplier stop)
      throws IOException {
    if (plan.going() > 0) {
      return Optional.of(
          new Compactor(home, options).compact(run, KeptSteps.of(plan.kept()), out, stop));
    }
    Optional<TableManifest> manifest = TableManifest.latest(home, run);
    if (manifest.isPresent()) {
      new Cleaner(home, run).expired(manifest.get(), options.grace(), Instant.now());
    }
    return Optional.empty();
  }
}
