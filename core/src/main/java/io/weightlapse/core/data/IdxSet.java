// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.ImageData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Images in two pairs of IDX files, for training and for test. */
final class IdxSet implements ImageSet {
  private static final List<String> TRAIN = List.of("train");
  private static final List<String> TEST = List.of("t10k", "test");

  private final Path folder;
  private final DataFolder home;

  IdxSet(Path folder, DataFolder home) {
    this.folder = folder;
    this.home = home;
  }

  private static List<String> prefixes(boolean test) {
    return test ? TEST : TRAIN;
  }

  /** A file of the folder by the end of its name, as other sets put words before it. */
  private Optional<Path> find(boolean test, String kind) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString().replace(".idx", "-idx");
                String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
                return prefixes(test).stream().anyMatch(p -> plain.endsWith(p + "-" + kind));
              })
          .min(
              java.util.Comparator.comparing((Path p) -> p.toString().length())
                  .thenComparing(p -> p));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Path> images(boolean test) {
    for (int dimensions = 2; dimensions <= 4; dimensions++) {
      Optional<Path> file = find(test, "images-idx" + dimensions + "-ubyte");
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  private Optional<Path> labels(boolean test) {
    return find(test, "labels-idx1-ubyte");
  }

  @Override
  public boolean has(boolean test) {
    return images(test).isPresent() && labels(test).isPresent();
  }

  @Override
  public List<String> files() {
    return List.of(
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte (each as it is or with .gz)");
  }

  @Override
  public int rows(boolean test) {
    Path path = images(test).orElseThrow();
    try (IdxFile images = IdxFile.images(path, home.name(path))) {
      return images.rows();
    }
  }

  @Override
  public Dataset load(ImageData spec, boolean test, int rows, int[] wanted) {
    Path imagePath = images(test).orElseThrow();
    Path labelPath = labels(test).orElseThrow();
    try (IdxFile images = IdxFile.images(imagePath, home.name(imagePath));
        IdxFile labels = IdxFile.labels(labelPath, home.name(labelPath))) {
      images.require(rows);
      labels.require(rows);
      ImageTarget target = new ImageTarget(spec, images.columns(), wanted, rows);
      labels.labels(target, spec.classes());
      images.images(target);
      return target.dataset();
    }
  }
}
