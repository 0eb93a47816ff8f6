// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The folder of data files: {@code mnist/train-images-idx3-ubyte.gz}, {@code
 * cifar-10-batches-bin/data_batch_1.bin} and so on. It travels to executors, which see the same
 * path.
 *
 * @param path of a folder, which need not exist
 */
public record DataFolder(String path) implements Serializable {
  /** The system property that stands before the environment variable. */
  public static final String PROPERTY = "weightlapse.data";

  /** The environment variable that stands before {@code ~/.weightlapse/data}. */
  public static final String VARIABLE = "WEIGHTLAPSE_DATA";

  /** The path must not be missing. */
  public DataFolder {
    Objects.requireNonNull(path, "path");
  }

  /** What this process uses if nobody says otherwise. */
  public static DataFolder current() {
    String property = System.getProperty(PROPERTY);
    if (property != null && !property.isBlank()) {
      return new DataFolder(property);
    }
    String variable = System.getenv(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      return new DataFolder(variable);
    }
    return new DataFolder(
        Path.of(System.getProperty("user.home"), ".weightlapse", "data").toString());
  }

  /** The folder that an option names; without the option, {@link #current()}. */
  public static DataFolder of(String option) {
    return option == null || option.isBlank() ? current() : new DataFolder(option);
  }

  /** A file or folder in it; an absolute path stays what it is. */
  public Path resolve(String name) {
    return Path.of(path).resolve(name);
  }

  /** What to call a file in messages: its path in this folder, if it is there. */
  public String name(Path file) {
    Path base = Path.of(path).toAbsolutePath().normalize();
    Path full = file.toAbsolutePath().normalize();
    return full.startsWith(base) ? base.relativize(full).toString() : file.toString();
  }
}
