// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import io.weightlapse.core.output.Progress;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Runs;
import io.weightlapse.history.TableManifest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Packs a run into one file: {@code weightlapse-export.json} first, then its files under the paths
 * that they have in a home, then {@code SHA256SUMS} over them. What can be drawn again, the single
 * frames of animations, is left out; so is what no table has any more.
 */
public final class RunExport {
  static final String HEAD = "weightlapse-export.json";
  static final String SUMS = "SHA256SUMS";
  static final int VERSION = 1;

  private final Home home;
  private final String run;

  /** An export of one run; does no I/O. */
  public RunExport(Home home, String run) {
    this.home = home;
    this.run = run;
  }

  /** Whether a file's name tells how to pack it: {@code .tar.zst} or {@code .zip}. */
  static boolean isArchive(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".tar.zst") || name.endsWith(".zip");
  }

  static UserException noArchive(Path file) {
    return new UserException("FILE must end in .tar.zst or .zip: was " + file);
  }

  /**
   * Packs.
   *
   * @param file that is made, whole or not at all; it must not be there
   * @return its length
   */
  public long write(Path file, Progress bar) throws IOException {
    if (!isArchive(file)) {
      throw noArchive(file);
    }
    if (Files.exists(file)) {
      throw new UserException(file + " exists already");
    }
    new Runs(home).started(run);
    if (new Runs(home).ended(run).isEmpty()) {
      throw new UserException("run " + run + " has not ended: export it afterwards", 1, null);
    }
    Path temporary = file.resolveSibling("_tmp-" + file.getFileName());
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 20);
          EntryWriter archive =
              file.toString().endsWith(".zip")
                  ? EntryWriter.zip(out)
                  : new TarWriter(new ZstdOutputStream(out, 1))) {
        pack(archive, bar);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return Files.size(file);
  }

  private void pack(EntryWriter archive, Progress bar) throws IOException {
    List<RunFolders.StoredFile> files = files();
    Map<String, byte[]> small = new TreeMap<>();
    RunTables tables = RunTables.of(home, run);
    if (tables.manifest().isPresent()) {
      small.put(home.runFolder(run) + "/tables-000001.json", manifest(tables));
    }
    long bytes = files.stream().mapToLong(RunFolders.StoredFile::bytes).sum();
    bytes += small.values().stream().mapToLong(b -> b.length).sum();
    ObjectMapper json = new ObjectMapper();
    byte[] head =
        json.writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(
                json.createObjectNode()
                    .put("version", VERSION)
                    .put("run", run)
                    .put("files", files.size() + small.size())
                    .put("bytes", bytes));
    StringBuilder sums = new StringBuilder();
    add(archive, HEAD, head);
    long done = 0;
    for (Map.Entry<String, byte[]> e : small.entrySet()) {
      sums.append(add(archive, e.getKey(), e.getValue()));
    }
    byte[] buffer = new byte[1 << 18];
    for (RunFolders.StoredFile f : files) {
      sums.append(copy(archive, f, buffer));
      done += f.bytes();
      bar.at(done / 1_000_000);
    }
    add(archive, SUMS, sums.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of the files to pack, for a progress bar. */
  public long bytes() throws IOException {
    return files().stream().mapToLong(RunFolders.StoredFile::bytes).sum();
  }

  /** The tables as they are, without what waits to be deleted. */
  private byte[] manifest(RunTables tables) throws IOException {
    TableManifest m = tables.manifest().orElseThrow();
    Map<String, TableManifest.Layer> layers = new TreeMap<>();
    m.layers()
        .forEach(
            (name, layer) -> {
              boolean kept = layer.asWritten() == TableManifest.AsWritten.KEPT;
              if (!tables.layer(name).paths().isEmpty()) {
                layers.put(
                    name,
                    new TableManifest.Layer(
                        layer.asWritten(),
                        kept ? layer.covered() : List.of(),
                        layer.paths(),
                        layer.steps()));
              }
            });
    return new TableManifest(1, m.written(), layers, List.of()).json();
  }

  private List<RunFolders.StoredFile> files() throws IOException {
    List<RunFolders.StoredFile> files = new ArrayList<>();
    for (RunFolders.StoredFile f : RunFolders.files(home, home.runFolder(run))) {
      if (!f.temporary() && TableManifest.generation(f.name()).isEmpty()) {
        files.add(f);
      }
    }
    RunTables tables = RunTables.of(home, run);
    for (String table : RunFolders.tables(home, run)) {
      boolean weights =
          List.of(home.weightsFolder(run), home.pathsFolder(run), home.pathStepsFolder(run))
              .contains(table);
      for (RunFolders.StoredFile f : RunFolders.files(home, table)) {
        if (f.name().endsWith(".parquet")
            && !f.name().startsWith("_")
            && (!weights || read(tables, f.path()))) {
          files.add(f);
        }
      }
    }
    for (RunFolders.StoredFile f : RunFolders.files(home, "checkpoints/" + run)) {
      if (!f.temporary()) {
        files.add(f);
      }
    }
    for (var e : home.store().list(home.animationsFolder(run))) {
      if (!e.folder() && e.name().matches("[A-Za-z0-9-]+\\.(gif|mp4|html|png)")) {
        String path = home.animationsFolder(run) + "/" + e.name();
        files.add(new RunFolders.StoredFile(path, e.bytes(), e.modified()));
      }
    }
    return files;
  }

  private static boolean read(RunTables tables, String path) {
    String layer = Partitions.unescape(path.replaceAll(".*/layer=([^/]*)/.*", "$1"));
    RunTables.Files files = tables.layer(layer);
    return files.asWritten().contains(path)
        || files.paths().contains(path)
        || files.pathSteps().contains(path);
  }

  private static String add(EntryWriter archive, String path, byte[] content) throws IOException {
    archive.begin(path, content.length).write(content);
    archive.end(content.length);
    return line(Hashes.sha256().digest(content), path);
  }

  private String copy(EntryWriter archive, RunFolders.StoredFile f, byte[] buffer)
      throws IOException {
    var digest = Hashes.sha256();
    OutputStream out = archive.begin(f.path(), f.bytes());
    long left = f.bytes();
    try (InputStream in = home.store().input(f.path()).newStream()) {
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new IOException(f.path() + " became shorter while it was read");
        }
        out.write(buffer, 0, n);
        digest.update(buffer, 0, n);
        left -= n;
      }
    }
    archive.end(f.bytes());
    return line(digest.digest(), f.path());
  }

  private static String line(byte[] digest, String path) {
    return HexFormat.of().formatHex(digest) + "  " + path + "\n";
  }
}
