// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterBlock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The stored parameters of a run's model and of all its workers, step after step, whole. */
public final class SnapshotVectors {
  /** Takes the parameters of one worker at one step; they are its own. */
  public interface Handler {
    /** Takes them. */
    void vector(long step, int worker, float[] parameters) throws IOException;
  }

  /** Bytes of the steps read ahead where snapshots are put together from paths. */
  private static final long WINDOW = 16L << 20;

  private final Home home;
  private final String run;
  private final NetworkSpec network;

  /** A reader; does no I/O. */
  public SnapshotVectors(Home home, RunManifest manifest) {
    this.home = home;
    this.run = manifest.run();
    this.network = manifest.experiment().network();
  }

  /** The steps of which something of the first layer is stored, by anybody; rising. */
  public List<Long> steps() throws IOException {
    String layer = network.layers().get(0).name();
    RunTables tables = RunTables.of(home, run);
    TreeSet<Long> steps = new TreeSet<>();
    if (tables.layer(layer).snapshots() == RunTables.Snapshots.IN_PATHS) {
      PathReplay replay =
          PathReplay.of(
              home,
              tables.layer(layer),
              tables.manifest().orElseThrow().layers().get(layer),
              step -> true,
              worker -> true,
              WINDOW);
      steps.addAll(replay.epochs().keySet());
    }
    for (String path : tables.layer(layer).asWritten()) {
      try (TableReader rows = new TableReader(home.store().input(path), Tables.WEIGHTS, "step")) {
        while (rows.next()) {
          steps.add(rows.getLong(0));
        }
      } catch (FileNotFoundException | NoSuchFileException e) {
        // replaced meanwhile
      }
    }
    return List.copyOf(steps);
  }

  /** Delivers the whole snapshots of some steps, rising; what has not all layers is left out. */
  public void deliver(List<Long> wanted, Handler handler) throws IOException {
    Set<Long> steps = new HashSet<>(wanted);
    Gather gather = new Gather(handler);
    new HistorySource(home, run)
        .kinds(Set.of(Snapshot.class))
        .steps(steps::contains)
        .deliver(
            event -> {
              if (event instanceof Snapshot s) {
                gather.add(s);
              }
            });
    gather.end();
  }

  private final class Gather {
    private final Handler handler;
    private final Map<Integer, float[]> vectors = new HashMap<>();
    private final Map<Integer, BitSet> seen = new HashMap<>();
    private final TreeSet<Integer> workers = new TreeSet<>();
    private long step = -1;

    private Gather(Handler handler) {
      this.handler = handler;
    }

    private void add(Snapshot s) throws IOException {
      if (s.step() != step) {
        end();
        step = s.step();
      }
      ParameterBlock block = network.layout().find(s.layer(), s.param());
      if (block == null || s.row0() + s.rows() > block.rows() || s.cols() != block.cols()) {
        throw new IOException(
            "layer " + s.layer() + " of run " + run + " does not fit the network at step " + step);
      }
      int at = block.offset() + s.row0() * block.cols();
      float[] vector = vectors.computeIfAbsent(s.worker(), w -> new float[network.layout().size()]);
      System.arraycopy(s.values(), 0, vector, at, s.values().length);
      seen.computeIfAbsent(s.worker(), w -> new BitSet()).set(at, at + s.values().length);
      workers.add(s.worker());
    }

    private void end() throws IOException {
      for (int worker : workers) {
        if (seen.get(worker).cardinality() == network.layout().size()) {
          handler.vector(step, worker, vectors.get(worker));
        }
      }
      vectors.clear();
      seen.clear();
      workers.clear();
    }
  }
}
