// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.TableManifest.DataFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Some units of one layer whose paths are to be written. Whoever does it reads the whole layer.
 *
 * @param run its id
 * @param layer the layer's name
 * @param prefix of the names of new files
 * @param files what the layer has now
 * @param slices what its paths are made of
 * @param from the first unit
 * @param end one after the last
 * @param kept the steps whose values are taken
 */
public record LayerWork(
    String run,
    String layer,
    String prefix,
    RunTables.Files files,
    List<List<Sources.Slice>> slices,
    int from,
    int end,
    KeptSteps kept)
    implements Serializable {
  /**
   * What was written.
   *
   * @param layer the layer's name
   * @param paths new files
   * @param steps the new file of steps, which comes with the first units
   * @param emptyRows rows without values
   */
  public record Result(String layer, List<DataFile> paths, List<DataFile> steps, long emptyRows)
      implements Serializable {}

  /** Does it in a process of its own, with a local folder for what is put aside. */
  public Result run(Home home, CompactOptions options, Path folder, BooleanSupplier stop)
      throws IOException {
    // A task that is tried again must not meet the files of the attempt before.
    String own = prefix + "-" + UUID.randomUUID().toString().substring(0, 4);
    return new LayerCompaction(
            home,
            new LayerWork(run, layer, own, files, slices, from, end, kept),
            options,
            () -> new SpillFile(folder.resolve("weightlapse-spill-" + UUID.randomUUID())),
            stop,
            n -> {})
        .run();
  }

  boolean has(int neuron) {
    return from <= neuron && neuron < end;
  }

  boolean keeps(long step) {
    return kept.has(step);
  }

  boolean first() {
    return from == 0;
  }

  /** Bytes to read, before compression. */
  public long bytes() {
    return slices.stream().flatMap(List::stream).mapToLong(Sources.Slice::bytes).sum();
  }
}
