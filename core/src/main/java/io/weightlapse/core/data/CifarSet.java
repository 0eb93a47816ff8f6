// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary batches (www.cs.toronto.edu/~kriz/cifar.html): each image is a byte for its
 * class, then 1024 bytes for red, for green, for blue.
 */
final class CifarSet implements ImageSet {
  private static final int PIXELS = 3 * 32 * 32;
  private static final int RECORD = 1 + PIXELS;

  private final Path folder;
  private final DataFolder home;

  CifarSet(Path folder, DataFolder home) {
    this.folder = folder;
    this.home = home;
  }

  private List<Path> batches(boolean test) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      String pattern = test ? "test_batch\\.bin" : "data_batch_\\d+\\.bin";
      return files.filter(f -> f.getFileName().toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean has(boolean test) {
    return !batches(test).isEmpty();
  }

  @Override
  public List<String> files() {
    return List.of("data_batch_1.bin ... data_batch_5.bin", "test_batch.bin");
  }

  @Override
  public int rows(boolean test) {
    return batches(test).stream().mapToInt(this::rows).sum();
  }

  private int rows(Path batch) {
    try {
      long size = Files.size(batch);
      if (size == 0 || size % RECORD != 0) {
        throw new UserException(
            home.name(batch)
                + ": must have whole images of "
                + RECORD
                + " bytes: ended at byte "
                + size,
            1,
            null);
      }
      return Math.toIntExact(size / RECORD);
    } catch (IOException e) {
      throw new UserException(home.name(batch) + ": cannot be read: " + e.getMessage(), 1, e);
    }
  }

  @Override
  public Dataset load(ImageData spec, boolean test, int rows, int[] wanted) {
    int there = rows(test);
    if (there != rows) {
      throw new UserException(
          home.name(folder) + ": must have " + rows + " images: had " + there, 1, null);
    }
    ImageTarget target = new ImageTarget(spec, PIXELS, wanted, rows);
    byte[] image = new byte[RECORD];
    int row = 0;
    for (Path batch : batches(test)) {
      try (DataFile file = new DataFile(batch, home.name(batch))) {
        for (int n = rows(batch); n > 0; n--, row++) {
          file.read(image, RECORD, "whole images of " + RECORD + " bytes");
          int label = image[0] & 0xff;
          if (label >= spec.classes()) {
            throw file.broken(
                "label must be 0.." + (spec.classes() - 1) + ": was " + label,
                file.offset() - RECORD);
          }
          if (target.wants(row)) {
            target.label(row, label);
            target.bytes(row, image, 1);
          }
        }
      }
    }
    return target.dataset();
  }
}
