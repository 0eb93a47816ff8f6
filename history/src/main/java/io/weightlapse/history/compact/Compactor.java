// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Compacts runs on this machine: writes the weights of a run once more, weight after weight, checks
 * the copy, and publishes a manifest that has it. Until then no reader sees anything of it; a
 * compaction that dies leaves files that the next one removes. Of two at once one wins.
 */
public final class Compactor {
  private final Home home;
  private final CompactOptions options;
  private final Clock clock;
  private final ValueStore.Maker stores;

  /** A compactor; does no I/O. */
  public Compactor(Home home, CompactOptions options) {
    this(home, options, Clock.systemUTC(), null);
  }

  /**
   * For tests.
   *
   * @param stores of values between the passes; null for files beside the paths
   */
  Compactor(Home home, CompactOptions options, Clock clock, ValueStore.Maker stores) {
    this.home = home;
    this.options = options;
    this.clock = clock;
    this.stores = stores;
  }

  /**
   * Compacts a run, or what came to it since it was compacted.
   *
   * @param stop asked now and then; where it says yes, nothing has changed
   */
  public CompactResult compact(String run, Output out, BooleanSupplier stop) throws IOException {
    return compact(run, KeptSteps.ALL, out, stop);
  }

  /**
   * The same, and takes only some steps over: the snapshots of the others go with the old files,
   * which nothing reads any more. All of a run changes at once, by its manifest.
   */
  public CompactResult compact(String run, KeptSteps kept, Output out, BooleanSupplier stop)
      throws IOException {
    long begin = System.nanoTime();
    CompactPlan plan = CompactPlan.of(home, run, options, kept);
    long total = 2 * plan.bytes();
    AtomicLong done = new AtomicLong();
    try (Progress bar = out.progress("compact " + run, "MB", Math.max(1, total / 1_000_000))) {
      List<LayerWork.Result> results = new ArrayList<>();
      for (LayerWork work : plan.work()) {
        LayerCompaction layer =
            new LayerCompaction(
                home, work, options, stores(run), stop, n -> bar.at(done.addAndGet(n) / 1_000_000));
        results.add(layer.run());
      }
      plan.done(results);
    } catch (IOException | RuntimeException | Error e) {
      plan.undo(e);
      throw e;
    }
    return plan.publish(clock.instant(), begin);
  }

  private ValueStore.Maker stores(String run) {
    if (stores != null) {
      return stores;
    }
    Optional<Path> folder = home.folder().map(f -> f.resolve(home.pathsFolder(run)));
    return () -> {
      String name = "_tmp-spill-" + UUID.randomUUID();
      return new SpillFile(
          folder.isPresent()
              ? folder.get().resolve(name)
              : Path.of(System.getProperty("java.io.tmpdir"), "weightlapse" + name));
    };
  }
}
