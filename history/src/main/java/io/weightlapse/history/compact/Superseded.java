// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.Covered;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Garbage;
import io.weightlapse.history.TableManifest.Layer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that new tables of a run no longer have. */
final class Superseded {
  private final Home home;
  private final String run;

  Superseded(Home home, String run) {
    this.home = home;
    this.run = run;
  }

  /** What no table has from now on, and what still waits from before. */
  List<Garbage> by(Map<String, Layer> layers, Optional<TableManifest> before, Instant now)
      throws IOException {
    Map<String, Garbage> all = new LinkedHashMap<>();
    for (Garbage g : before.map(TableManifest::garbage).orElse(List.of())) {
      all.put(g.path(), g);
    }
    Map<String, Layer> old = before.map(TableManifest::layers).orElse(Map.of());
    old.forEach(
        (name, layer) -> {
          if (!layers.containsKey(name) || !layers.get(name).steps().equals(layer.steps())) {
            String folder = "/layer=" + Partitions.escape(name) + "/";
            for (DataFile f : layer.paths()) {
              add(all, home.pathsFolder(run) + folder + f.name(), f.bytes(), now);
            }
            DataFile steps = layer.steps();
            add(all, home.pathStepsFolder(run) + folder + steps.name(), steps.bytes(), now);
          }
        });
    layers.forEach(
        (name, layer) -> {
          if (layer.asWritten() == AsWritten.REPLACED) {
            for (Covered c : layer.covered()) {
              add(
                  all,
                  home.weightsFolder(run) + "/layer=" + Partitions.escape(name) + "/" + c.name(),
                  c.bytes(),
                  now);
            }
          }
        });
    List<Garbage> list = new ArrayList<>();
    for (Garbage g : all.values()) {
      if (Cleaner.there(home, g)) {
        list.add(g);
      }
    }
    return list;
  }

  private static void add(Map<String, Garbage> all, String path, long bytes, Instant now) {
    Garbage known = all.get(path);
    if (known == null || known.bytes() != bytes) {
      all.put(path, new Garbage(path, bytes, now));
    }
  }
}
