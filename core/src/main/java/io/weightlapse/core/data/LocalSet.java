// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A set of images or a table in the data folder.
 *
 * @param name as YAML's {@code images} or {@code table} takes it
 * @param format {@code IDX}, {@code CIFAR} or {@code table}
 * @param train images for training; 0 for a table
 * @param test images for test; 0 for none
 * @param problem why it cannot be used; empty if it can
 */
public record LocalSet(String name, String format, int train, int test, String problem) {
  /** All of a data folder, by name. */
  public static List<LocalSet> list(DataFolder home) {
    Path folder = home.resolve("");
    List<LocalSet> sets = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return sets;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        if (Files.isDirectory(entry)) {
          images(name, entry, home, sets);
        } else if (name.endsWith(".csv") || name.endsWith(".parquet")) {
          sets.add(new LocalSet(name, "table", 0, 0, ""));
        }
      }
    } catch (IOException e) {
      throw new UserException("cannot list " + folder + ": " + e.getMessage(), 1, e);
    }
    return sets;
  }

  private static void images(String folder, Path path, DataFolder home, List<LocalSet> sets) {
    String name = folder.equals("cifar-10-batches-bin") ? "cifar10" : folder;
    CifarSet cifar = new CifarSet(path, home);
    boolean batches = cifar.has(false) || cifar.has(true);
    ImageSet set = batches ? cifar : new IdxSet(path, home);
    if (!set.has(false) && !set.has(true)) {
      return;
    }
    String format = batches ? "CIFAR" : "IDX";
    try {
      int train = set.has(false) ? set.rows(false) : 0;
      int test = set.has(true) ? set.rows(true) : 0;
      sets.add(new LocalSet(name, format, train, test, train == 0 ? "no training files" : ""));
    } catch (UserException e) {
      sets.add(new LocalSet(name, format, 0, 0, e.getMessage()));
    }
  }
}
