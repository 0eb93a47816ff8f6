// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.util.Names;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Where the history of all runs lies: a folder, or any Hadoop file system URI. Tables are Hive
 * partitioned Parquet; every file appears by rename, whole. Building one does no I/O.
 */
public final class Home {
  private final String name;
  private final Store store;

  Home(String name, Store store) {
    this.name = name;
    this.store = store;
  }

  /** A home by its folder or URI, which need not exist yet. */
  public static Home open(String location) {
    return open(location, null);
  }

  /**
   * A home by its folder or URI.
   *
   * @param configuration Hadoop's, with the credentials of object stores; null for the default
   */
  public static Home open(String location, Configuration configuration) {
    require(location != null && !location.isBlank(), "home must be a folder or a URI: was empty");
    try {
      if (location.startsWith("file:")) {
        String path = URI.create(location).getPath(); // null for file:name, which has no root
        require(path != null && !path.isEmpty(), "a file URI must be file:/PATH or file:///PATH");
        return new Home(location, new LocalStore(Path.of(path)));
      }
      if (!location.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
        return new Home(location, new LocalStore(Path.of(location)));
      }
      URI uri = URI.create(location);
      FileSystem fs =
          FileSystem.get(uri, configuration == null ? new Configuration() : configuration);
      return new Home(location, new HadoopStore(fs, new org.apache.hadoop.fs.Path(uri)));
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof InvalidPathException i ? i.getReason() : e.getMessage();
      throw new UserException("home " + location + " cannot be opened: " + why, 2, e);
    }
  }

  /** Writes and removes a small file: fails in one clear line where that is not possible. */
  public void check() {
    String probe = "_tmp-check-" + UUID.randomUUID();
    try {
      try {
        write(probe, new byte[] {1});
      } finally {
        store.delete(probe);
      }
    } catch (IOException e) {
      throw new UserException("home " + name + " is not writable: " + reason(e), 1, e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException a) {
      return "permission denied: " + a.getFile();
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException f) {
      return f.getFile() + " is not a folder";
    }
    if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage();
  }

  /** The folder, if the home lies on this machine. */
  public Optional<Path> folder() {
    return store instanceof LocalStore local ? Optional.of(local.root()) : Optional.empty();
  }

  /** Where run.json and _DONE of a run lie. */
  public String runFolder(String run) {
    return "runs/" + Names.require("run", run);
  }

  /** Where the finished animations of a run lie. */
  public String animationsFolder(String run) {
    return "animations/" + Names.require("run", run);
  }

  /** Where the weights of a run lie, in one folder a layer. */
  public String weightsFolder(String run) {
    return "weights/run=" + Names.require("run", run);
  }

  /** Where the paths of a compacted run's weights lie, in one folder a layer. */
  public String pathsFolder(String run) {
    return "paths/run=" + Names.require("run", run);
  }

  /** Where the steps and epochs of a compacted run's paths lie, in one folder a layer. */
  public String pathStepsFolder(String run) {
    return "path_steps/run=" + Names.require("run", run);
  }

  /** Where the metrics of a run lie. */
  public String metricsFolder(String run) {
    return "metrics/run=" + Names.require("run", run);
  }

  /** Where the statistics of a run's layers lie. */
  public String layerStatsFolder(String run) {
    return "layer_stats/run=" + Names.require("run", run);
  }

  /** Where the surfaces of a run lie, in one folder a slice. */
  public String surfacesFolder(String run) {
    return "surfaces/run=" + Names.require("run", run);
  }

  /** The files below. */
  public Store store() {
    return store;
  }

  /** The names of the files or folders in a folder of the home, without unfinished ones. */
  public List<String> names(String folder) throws IOException {
    return store.list(inside(folder)).stream()
        .map(Store.Entry::name)
        .filter(n -> !n.startsWith("_tmp"))
        .toList();
  }

  /** A whole file of the home. */
  public byte[] read(String path) throws IOException {
    return store.read(inside(path));
  }

  /** Writes a whole file of the home: others see the old one or the new one. */
  public void replace(String path, byte[] content) throws IOException {
    String temporary = temporary(inside(path));
    try {
      write(temporary, content);
      store.publish(temporary, path);
    } finally {
      store.delete(temporary);
    }
  }

  /** Writes a file that must not be there yet; returns false if it is. */
  public boolean create(String path, byte[] content) throws IOException {
    String temporary = temporary(inside(path));
    try {
      write(temporary, content);
      return store.publishNew(temporary, path);
    } finally {
      store.delete(temporary);
    }
  }

  private void write(String path, byte[] content) throws IOException {
    try (PositionOutputStream out = store.output(path).createOrOverwrite(0)) {
      out.write(content);
    }
  }

  private static String temporary(String path) {
    int slash = path.lastIndexOf('/');
    return path.substring(0, slash + 1) + "_tmp-" + UUID.randomUUID();
  }

  private static String inside(String path) {
    for (String part : path.split("/", -1)) {
      require(
          !part.isEmpty()
              && !part.equals(".")
              && !part.equals("..")
              && part.indexOf('\0') < 0
              && part.indexOf('\\') < 0,
          "path must stay inside the home: was %s",
          path.replace('\0', '?'));
    }
    return path;
  }

  /** JSON text as bytes. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }
}
