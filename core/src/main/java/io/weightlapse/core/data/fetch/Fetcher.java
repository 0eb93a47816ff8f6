// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Downloads data sets into the data folder; what is there already is left alone. */
public final class Fetcher {
  private static final int ATTEMPTS = 3; // at one address, as long as each gets further

  private final DataFolder home;
  private final Output output;
  private final Download download;

  /** Nothing happens yet. */
  public Fetcher(DataFolder home, Output output) {
    this(home, output, Duration.ofSeconds(60));
  }

  Fetcher(DataFolder home, Output output, Duration stall) {
    this.home = home;
    this.output = output;
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    this.download = new Download(client, output, stall);
  }

  /** Brings the files of a set that are missing; each appears whole and verified, or not at all. */
  public void fetch(RemoteSet set) throws InterruptedException {
    Path folder = home.resolve(set.folder());
    try {
      if (!set.members().isEmpty()) {
        archive(set, folder);
        return;
      }
      Files.createDirectories(folder);
      for (RemoteFile file : set.files()) {
        Path there = folder.resolve(file.name());
        Path plain = folder.resolve(file.plainName());
        Path found = Files.exists(there) ? there : plain;
        if (Files.exists(found)) {
          output.line(home.name(found) + ": already there" + doubt(found, file));
        } else {
          bring(set, file, there);
          output.line(home.name(there) + ": fetched, checksum right");
        }
      }
    } catch (IOException e) {
      throw new UserException("cannot write into " + folder + ": " + e, 1, e);
    }
  }

  private static String doubt(Path found, RemoteFile file) throws IOException {
    return Sums.fits(found, file) ? ", checksum right" : ", but not the official file";
  }

  private void archive(RemoteSet set, Path folder) throws IOException, InterruptedException {
    if (set.members().stream().allMatch(m -> Files.exists(folder.resolve(m)))) {
      output.line(home.name(folder) + ": already there");
      return;
    }
    RemoteFile file = set.files().get(0);
    Path archive = home.resolve(file.name());
    Files.createDirectories(home.resolve("."));
    if (!Files.exists(archive) || !Sums.fits(archive, file)) {
      bring(set, file, archive);
    }
    Path part = home.resolve(set.folder() + ".part");
    Files.createDirectories(part);
    List<String> found = TarFile.unpack(archive, set.members(), part);
    if (!found.containsAll(set.members())) {
      throw new IOException(file.name() + " must hold " + set.members() + ": held " + found);
    }
    Files.createDirectories(folder);
    for (String member : set.members()) {
      move(part.resolve(member), folder.resolve(member));
    }
    Files.delete(part);
    Files.delete(archive);
    output.line(home.name(folder) + ": fetched, checksum right");
  }

  private void bring(RemoteSet set, RemoteFile file, Path to)
      throws IOException, InterruptedException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    List<String> failures = new ArrayList<>();
    for (String address : file.addresses()) {
      String failure = from(address, file, part);
      if (failure == null) {
        failures.forEach(output::line);
        move(part, to);
        return;
      }
      failures.add(URI.create(address).getHost() + ": " + failure);
    }
    throw new UserException(
        String.format(
            "cannot fetch %s (%s): put %s into %s by hand",
            file.name(),
            String.join("; ", failures),
            names(set),
            set.members().isEmpty() ? to.getParent() : home.path()),
        1,
        null);
  }

  private static String names(RemoteSet set) {
    return String.join(", ", set.files().stream().map(RemoteFile::name).toList());
  }

  /** Why the file could not be had from there, or null if it lies verified in its part file. */
  private String from(String address, RemoteFile file, Path part)
      throws IOException, InterruptedException {
    String failure = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = size(part);
      try {
        download.into(part, address, file.name());
      } catch (IOException e) {
        failure = why(e);
        if (size(part) <= before) {
          return failure;
        }
        continue;
      }
      if (Sums.fits(part, file)) {
        return null;
      }
      failure = "checksum wrong: must be " + file.sum();
      Files.deleteIfExists(part);
      if (before == 0) {
        return failure; // otherwise the fault may lie in what was there before
      }
    }
    return failure;
  }

  private static String why(IOException e) {
    if (e instanceof ConnectException) {
      return "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
