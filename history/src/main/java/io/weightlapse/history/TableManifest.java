// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static io.weightlapse.core.util.Checks.require;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files make up the weight tables of a compacted run. Stored as {@code
 * runs/<run>/tables-<generation>.json}; the highest generation counts, and a file once there never
 * changes, so that a reader has the old tables or the new ones and never a mixture. A run that was
 * never compacted has none: its table is what lies in its folder.
 *
 * @param generation counts the manifests of a run from 1
 * @param written when it was published
 * @param layers the tables of each layer that was compacted, by its name
 * @param garbage files that no table has any more, deleted when their time has come
 */
public record TableManifest(
    long generation, Instant written, Map<String, Layer> layers, List<Garbage> garbage) {
  /** What has become of the files as written whose rows the paths have. */
  public enum AsWritten {
    /** They stay: readers of whole snapshots take them. */
    KEPT,
    /** They are deleted, or soon will be: nobody may read them. */
    REPLACED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The tables of a layer.
   *
   * @param asWritten what has become of the files that are covered
   * @param covered files of the folder of weights whose rows the paths have
   * @param paths the files of the paths, sorted one after the other by neuron and input
   * @param steps the file with their steps and epochs
   */
  public record Layer(
      AsWritten asWritten, List<Covered> covered, List<DataFile> paths, DataFile steps) {
    /** Copies the lists. */
    public Layer {
      covered = List.copyOf(covered);
      paths = List.copyOf(paths);
    }

    /** The same with its files as written kept or replaced. */
    public Layer asWritten(AsWritten newAsWritten) {
      return new Layer(newAsWritten, covered, paths, steps);
    }

    /** Values of all paths. */
    public long values() {
      return paths.stream().mapToLong(DataFile::values).sum();
    }
  }

  /**
   * A file as written. A file of that name with another length is another file.
   *
   * @param name in the layer's folder
   * @param bytes its length
   */
  public record Covered(String name, long bytes) {}

  /**
   * A file of a table.
   *
   * @param name in the layer's folder
   * @param bytes its length
   * @param rows in it
   * @param values in its lists
   * @param checksum over its rows, independent of their order (see {@link PathChecksum})
   */
  public record DataFile(String name, long bytes, long rows, long values, long checksum)
      implements Serializable {}

  /**
   * A file that no table has any more.
   *
   * @param path in the home
   * @param bytes its length: another file may take its name
   * @param since when it was taken out of the tables
   */
  public record Garbage(String path, long bytes, Instant since) {}

  private static final Pattern NAME = Pattern.compile("tables-(\\d{6,18})\\.json");
  private static final int ATTEMPTS = 10;

  /** Copies the collections. */
  public TableManifest {
    require(generation >= 1, "generation must be >= 1: was %d", generation);
    layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    garbage = List.copyOf(garbage);
  }

  /** The file of a generation. */
  public static String path(Home home, String run, long generation) {
    return home.runFolder(run) + String.format(Locale.ROOT, "/tables-%06d.json", generation);
  }

  /** The generation that a file name of a run's folder tells, if it is a manifest. */
  public static Optional<Long> generation(String name) {
    Matcher m = NAME.matcher(name);
    return m.matches() ? Optional.of(Long.valueOf(m.group(1))) : Optional.empty();
  }

  /** The generations that a run's folder has, rising. */
  public static List<Long> generations(Home home, String run) throws IOException {
    List<Long> list = new ArrayList<>();
    for (Store.Entry e : home.store().list(home.runFolder(run))) {
      generation(e.name()).ifPresent(list::add);
    }
    Collections.sort(list);
    return list;
  }

  /** The manifest that counts now; empty for a run that was never compacted. */
  public static Optional<TableManifest> latest(Home home, String run) throws IOException {
    for (int attempt = 1; ; attempt++) {
      List<Long> all = generations(home, run);
      if (all.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(read(home, run, all.get(all.size() - 1)));
      } catch (FileNotFoundException | NoSuchFileException e) {
        if (attempt == ATTEMPTS) { // replaced and deleted since it was listed, again and again
          throw e;
        }
      }
    }
  }

  /** One generation. */
  public static TableManifest read(Home home, String run, long generation) throws IOException {
    String path = path(home, run, generation);
    byte[] json = home.store().read(path);
    try {
      TableManifest manifest = TableManifestJson.read(json, home, run);
      require(
          manifest.generation() == generation,
          "generation must be %d: was %d",
          generation,
          manifest.generation());
      return manifest;
    } catch (IOException | RuntimeException e) {
      throw new IOException(path + " is damaged: " + e.getMessage(), e);
    }
  }

  /** As it is stored. */
  public byte[] json() throws IOException {
    return TableManifestJson.write(this);
  }

  /** Publishes it unless its generation exists already: then somebody else was faster. */
  public boolean publish(Home home, String run) throws IOException {
    return home.create(path(home, run, generation), TableManifestJson.write(this));
  }
}
