// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.util.UserException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds sets of images in the data folder. */
final class ImageSets {
  private static final Map<String, Known> KNOWN =
      Map.of(
          "mnist", new Known("mnist", 60_000, 10_000),
          "fashion-mnist", new Known("fashion-mnist", 60_000, 10_000),
          "cifar10", new Known("cifar-10-batches-bin", 50_000, 10_000));

  /** A set that everybody has the same files of. */
  private record Known(String folder, int train, int test) {}

  private ImageSets() {}

  /** Images for training, before the split. */
  static int rows(ImageData spec, DataFolder home) {
    Known known = KNOWN.get(spec.set());
    return known != null ? known.train() : open(spec, home, false).rows(false);
  }

  static Optional<Dataset> load(ImageData spec, Split split, DataFolder home) {
    Known known = KNOWN.get(spec.set());
    boolean test = split == Split.TEST;
    if (test && known == null && !open(spec, home, false).has(true)) {
      return Optional.empty();
    }
    ImageSet set = open(spec, home, test);
    int rows = known == null ? set.rows(test) : test ? known.test() : known.train();
    int[] wanted =
        test
            ? Deal.rows(io.weightlapse.core.experiment.SplitSpec.NONE, Split.TRAIN, rows)
            : Deal.rows(spec.split(), split, rows);
    return wanted.length == 0 ? Optional.empty() : Optional.of(set.load(spec, test, rows, wanted));
  }

  private static ImageSet open(ImageData spec, DataFolder home, boolean test) {
    Known known = KNOWN.get(spec.set());
    Path folder = home.resolve(known == null ? spec.set() : known.folder());
    CifarSet cifar = new CifarSet(folder, home);
    ImageSet set =
        spec.set().equals("cifar10") || cifar.has(false) ? cifar : new IdxSet(folder, home);
    if (!set.has(test)) {
      throw new UserException(
          "no images of "
              + spec.set()
              + ": put "
              + String.join(", ", set.files())
              + " into "
              + folder
              + (known == null ? "" : ", or run: weightlapse data fetch " + spec.set()),
          1,
          null);
    }
    return set;
  }
}
