// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.NpyFile;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceJson;
import io.weightlapse.core.util.Names;
import io.weightlapse.core.util.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines, planes and functions of a run: {@code runs/<run>/slices/<slice>.json} says what a
 * slice is, {@code <slice>.npy} and {@code <slice>.step<N>.npy} hold its directions, {@code
 * <slice>.origin.npy} where it begins if that is no snapshot.
 */
public final class Slices {
  private static final String JSON = ".json";
  private static final String NPY = ".npy";

  private final Home home;
  private final String run;

  /** The slices of a run; does no I/O. */
  public Slices(Home home, String run) {
    this.home = home;
    this.run = Names.require("run", run);
  }

  private String folder() {
    return home.runFolder(run) + "/slices";
  }

  private String path(NamedSlice slice, String ending) {
    return folder() + "/" + slice.id() + ending;
  }

  /** What is stored about a slice; empty if there is none of that name. */
  public Optional<SliceInfo> info(NamedSlice slice) throws IOException {
    Optional<byte[]> bytes = read(path(slice, JSON));
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SliceJson.read(Progress.JSON.readTree(bytes.get())));
    } catch (IllegalArgumentException e) {
      throw new IOException(path(slice, JSON) + ": " + e.getMessage(), e);
    }
  }

  /** What is stored about a slice that must be there. */
  public SliceInfo require(String id) throws IOException {
    Optional<NamedSlice> slice = NamedSlice.of(id);
    Optional<SliceInfo> info = slice.isEmpty() ? Optional.empty() : info(slice.get());
    return info.orElseThrow(
        () -> new UserException("run " + run + " has no slice " + id + known()));
  }

  private String known() {
    try {
      List<String> ids = list().stream().map(NamedSlice::id).toList();
      return ids.isEmpty() ? ": it has none" : "; it has " + String.join(", ", ids);
    } catch (IOException e) {
      return "";
    }
  }

  /** All lines, planes and functions, by name. */
  public List<NamedSlice> list() throws IOException {
    List<NamedSlice> slices = new ArrayList<>();
    for (String name : home.names(folder())) {
      if (name.endsWith(JSON)) {
        NamedSlice.of(name.substring(0, name.length() - JSON.length())).ifPresent(slices::add);
      }
    }
    return slices;
  }

  /** Stores what a slice is, in place of what was known of it. */
  public void write(SliceInfo info) throws IOException {
    home.replace(
        path(info.recipe().slice(), JSON),
        Progress.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(SliceJson.write(info)));
  }

  /** Stores the shared directions of a slice. */
  public void writeDirections(NamedSlice slice, float[]... directions) throws IOException {
    home.replace(path(slice, NPY), NpyFile.write(directions));
  }

  /** Stores the directions that a slice has at one step. */
  public void writeDirections(NamedSlice slice, long step, float[]... directions)
      throws IOException {
    home.replace(path(slice, ".step" + step + NPY), NpyFile.write(directions));
  }

  /** Stores where a slice begins, which is no snapshot. */
  public void writeOrigin(NamedSlice slice, float[] origin) throws IOException {
    home.replace(path(slice, ".origin" + NPY), NpyFile.write(origin));
  }

  /** The shared directions of a slice; empty if none are stored. */
  public Optional<float[][]> directions(NamedSlice slice) throws IOException {
    return vectors(path(slice, NPY));
  }

  /** The directions that a slice has at one step; empty if none are stored. */
  public Optional<float[][]> directions(NamedSlice slice, long step) throws IOException {
    return vectors(path(slice, ".step" + step + NPY));
  }

  /** Where a slice begins; empty where that is a snapshot. */
  public Optional<float[]> origin(NamedSlice slice) throws IOException {
    return vectors(path(slice, ".origin" + NPY)).map(v -> v[0]);
  }

  /** Removes all of a slice but its name: surfaces, trajectory, directions, origin. */
  public void clear(NamedSlice slice) throws IOException {
    new Runs(home).clearSurfaces(run, List.of(slice.id()));
    for (String file : home.names(TrajectoryTable.folder(home, run, slice))) {
      home.store().delete(TrajectoryTable.folder(home, run, slice) + "/" + file);
    }
    for (String name : home.names(folder())) {
      if (name.equals(slice.id() + NPY)
          || name.equals(slice.id() + JSON)
          || (name.endsWith(NPY)
              && name.matches(
                  java.util.regex.Pattern.quote(slice.id()) + "\\.(origin|step\\d+)\\.npy"))) {
        home.store().delete(folder() + "/" + name);
      }
    }
  }

  private Optional<float[][]> vectors(String path) throws IOException {
    Optional<byte[]> bytes = read(path);
    try {
      return bytes.map(b -> NpyFile.read(path, b));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<byte[]> read(String path) throws IOException {
    try {
      return Optional.of(home.read(path));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
