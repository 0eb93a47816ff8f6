// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.training.Checkpoint;
import io.weightlapse.core.training.CheckpointCodec;
import io.weightlapse.core.util.Names;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Unpacks a run that {@link RunExport} has packed. Nothing in the archive is trusted: paths must be
 * those of a run's files, lengths those that the archive states at its beginning, checksums those
 * at its end. The run appears when all of it is there and checked, or not at all.
 */
public final class RunImport {
  /** Marks a run that is being unpacked. */
  static final String MARKER = "/_importing";

  private static final long MOST_SMALL = 64L << 20;
  private static final long MOST_FILES = 10_000_000;
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9=%._-]{0,250}");

  private final Home home;
  private final Map<String, String> hashes = new TreeMap<>();
  private final byte[] buffer = new byte[1 << 18];
  private String from;
  private String to;
  private byte[] runJson;
  private byte[] sums;
  private long files;
  private long left;

  /** An import into a home; does no I/O. */
  public RunImport(Home home) {
    this.home = home;
  }

  /**
   * Unpacks.
   *
   * @param as the id of the run here; null for the one that it had
   * @return the run's id
   */
  public String read(Path file, String as) throws IOException {
    if (!RunExport.isArchive(file)) {
      throw RunExport.noArchive(file);
    }
    if (!Files.isRegularFile(file)) {
      throw new UserException("no file " + file);
    }
    if (as != null) {
      Names.require("--as", as);
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 18);
        EntryReader archive =
            file.toString().endsWith(".zip")
                ? EntryReader.zip(in)
                : EntryReader.tar(new ZstdInputStream(in))) {
      head(archive, as);
      reserve();
      try {
        unpack(archive);
        check();
        if (!home.create(home.runFolder(to) + "/run.json", runJson)) {
          throw new UserException("run " + to + " exists already in " + home, 1, null);
        }
      } catch (IOException | RuntimeException e) {
        undo(e);
        throw e;
      }
      home.store().delete(home.runFolder(to) + MARKER);
      return to;
    } catch (UserException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new UserException(file + " cannot be imported: " + why, 1, e);
    }
  }

  private void head(EntryReader archive, String as) throws IOException {
    if (!RunExport.HEAD.equals(archive.next())) {
      throw new IOException("it is no exported run");
    }
    JsonNode head = new ObjectMapper().readTree(small(archive));
    if (head.path("version").asInt() != RunExport.VERSION) {
      throw new IOException(
          "version must be " + RunExport.VERSION + ": was " + head.path("version"));
    }
    from = Names.require("run", head.path("run").asText(null));
    to = as == null ? from : as;
    files = head.path("files").asLong(-1);
    left = head.path("bytes").asLong(-1);
    if (files < 1 || files > MOST_FILES || left < 1) {
      throw new IOException("files and bytes must be numbers above 0");
    }
    if (home.folder().isPresent()) {
      Files.createDirectories(home.folder().get());
      long free = Files.getFileStore(home.folder().get()).getUsableSpace();
      if (left > free) {
        throw new IOException("it needs " + left + " bytes: " + free + " are free");
      }
    }
  }

  private void reserve() throws IOException {
    if (new Runs(home).exists(to)) {
      throw new UserException("run " + to + " exists already in " + home, 1, null);
    }
    if (!RunFolders.tables(home, to).isEmpty()
        || !home.store().list(home.runFolder(to)).isEmpty()
        || !home.create(home.runFolder(to) + MARKER, new byte[0])) {
      throw new UserException(
          "home " + home + " has files of a run " + to + " that is no run; see fsck", 1, null);
    }
  }

  private byte[] small(EntryReader archive) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int n;
    while ((n = archive.read(buffer)) > 0) {
      out.write(buffer, 0, n);
      if (out.size() > MOST_SMALL) {
        throw new IOException("a file of texts must be at most 64 MiB");
      }
    }
    return out.toByteArray();
  }

  private void unpack(EntryReader archive) throws IOException {
    Set<String> seen = new HashSet<>();
    String path;
    while ((path = archive.next()) != null) {
      if (path.equals(RunExport.SUMS)) {
        sums = small(archive);
        continue;
      }
      String target = target(path);
      if (!seen.add(path) || seen.size() > files) {
        throw new IOException("it has more files than it says: " + printable(path));
      }
      MessageDigest digest = Hashes.sha256();
      boolean json = path.equals("runs/" + from + "/run.json");
      boolean checkpoint = path.startsWith("checkpoints/") && !to.equals(from);
      if (json || checkpoint) {
        byte[] content = small(archive);
        count(content.length, path);
        digest.update(content);
        if (json) {
          runJson = renamed(content);
        } else {
          write(target, CheckpointCodec.encode(renamed(CheckpointCodec.decode(content))));
        }
      } else {
        copy(archive, target, digest, path);
      }
      hashes.put(path, HexFormat.of().formatHex(digest.digest()));
    }
    if (seen.size() != files || left != 0) {
      throw new IOException("it has fewer files than it says");
    }
  }

  private void count(long bytes, String path) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new IOException("it is longer than it says, at " + printable(path));
    }
  }

  private void copy(EntryReader archive, String target, MessageDigest digest, String path)
      throws IOException {
    try (OutputStream out = home.store().output(target).createOrOverwrite(0)) {
      int n;
      while ((n = archive.read(buffer)) > 0) {
        count(n, path);
        out.write(buffer, 0, n);
        digest.update(buffer, 0, n);
      }
    }
  }

  private void write(String target, byte[] content) throws IOException {
    try (OutputStream out = home.store().output(target).createOrOverwrite(0)) {
      out.write(content);
    }
  }

  private byte[] renamed(byte[] json) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    if (!(mapper.readTree(json) instanceof ObjectNode node)) {
      throw new IOException("run.json must be an object");
    }
    node.put("run", to);
    ObjectNode manifest = node.deepCopy();
    manifest.remove("started");
    ManifestJson.read(manifest); // fails where it is none
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }

  private Checkpoint renamed(Checkpoint c) {
    return new Checkpoint(to, c.epoch(), c.position(), c.kernel(), c.tally());
  }

  /** Where a file of the archive goes; fails unless it is a file of the run. */
  private String target(String path) throws IOException {
    String[] parts = path.split("/", -1);
    boolean plain = parts.length >= 3 && parts.length <= 4 && path.length() <= 600;
    for (String part : parts) {
      plain &= PART.matcher(part).matches() && !part.startsWith("_tmp");
    }
    boolean named =
        plain
            && (parts[0].equals("runs") || RunFolders.NAMED.contains(parts[0]))
            && parts[1].equals(from);
    boolean table =
        plain
            && parts[0].matches("[a-z][a-z_]{0,40}")
            && !parts[0].equals("runs")
            && !RunFolders.NAMED.contains(parts[0])
            && parts[1].equals("run=" + from)
            && path.endsWith(".parquet");
    boolean marker = path.endsWith(MARKER) || path.endsWith(RunRemover.MARKER);
    if ((!named && !table) || marker) {
      throw new IOException("a file of the run must lie in its folders: was " + printable(path));
    }
    parts[1] = named ? to : "run=" + to;
    return String.join("/", parts);
  }

  private static String printable(String path) {
    String ascii = path.replaceAll("[^\\x20-\\x7e]", "?");
    return ascii.length() > 200 ? ascii.substring(0, 200) + "..." : ascii;
  }

  private void check() throws IOException {
    if (runJson == null || sums == null) {
      throw new IOException("it ends early: no " + (runJson == null ? "run.json" : RunExport.SUMS));
    }
    Map<String, String> stated = new TreeMap<>();
    for (String line : new String(sums, StandardCharsets.UTF_8).split("\n")) {
      if (line.length() > 66) {
        stated.put(line.substring(66), line.substring(0, 64));
      }
    }
    for (Map.Entry<String, String> e : hashes.entrySet()) {
      if (!e.getValue().equals(stated.get(e.getKey()))) {
        throw new IOException("the checksum of " + e.getKey() + " does not agree");
      }
    }
  }

  private void undo(Throwable cause) {
    try {
      if (new Runs(home).exists(to)) {
        return; // somebody made a run of that name meanwhile: its files are not ours to remove
      }
      new RunRemover(home).remove(to);
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
