// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.Covered;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Garbage;
import io.weightlapse.history.TableManifest.Layer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Files as written whose rows paths have, too. A file that is missing was lost, and the paths stand
 * in for it; so whoever takes rows back on purpose says so first.
 */
final class CoveredFiles {
  private CoveredFiles() {}

  /**
   * Takes the paths of a layer out of the tables if they have rows of files that are about to be
   * removed or cut: those rows did not happen. Nothing if the folder is none of a layer.
   *
   * @param folder of a table, as a path in the home
   * @param names the files in question
   */
  static void withdraw(Home home, String run, String folder, Predicate<String> names)
      throws IOException {
    String start = home.weightsFolder(run) + "/layer=";
    if (!folder.startsWith(start)) {
      return;
    }
    String layer = Partitions.unescape(folder.substring(start.length()));
    Optional<TableManifest> manifest = TableManifest.latest(home, run);
    while (manifest.isPresent() && covers(manifest.get().layers().get(layer), names)) {
      if (without(home, run, manifest.get(), layer).publish(home, run)) {
        return;
      }
      manifest = TableManifest.latest(home, run); // a compaction was faster
    }
  }

  private static boolean covers(Layer layer, Predicate<String> names) {
    return layer != null
        && layer.asWritten() == AsWritten.KEPT
        && layer.covered().stream().map(Covered::name).anyMatch(names);
  }

  private static TableManifest without(Home home, String run, TableManifest manifest, String name) {
    Instant now = Instant.now();
    Map<String, Layer> layers = new TreeMap<>(manifest.layers());
    Layer layer = layers.remove(name);
    String folder = "/layer=" + Partitions.escape(name) + "/";
    List<Garbage> garbage = new ArrayList<>(manifest.garbage());
    for (DataFile f : layer.paths()) {
      garbage.add(new Garbage(home.pathsFolder(run) + folder + f.name(), f.bytes(), now));
    }
    DataFile steps = layer.steps();
    garbage.add(new Garbage(home.pathStepsFolder(run) + folder + steps.name(), steps.bytes(), now));
    return new TableManifest(manifest.generation() + 1, now, layers, garbage);
  }
}
