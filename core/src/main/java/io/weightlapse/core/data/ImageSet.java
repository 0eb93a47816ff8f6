// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.ImageData;
import java.util.List;

/** Images and their classes in files of some format. */
interface ImageSet {
  /** Whether the files are there. */
  boolean has(boolean test);

  /** The files that it needs, for people. */
  List<String> files();

  /** Images in the files for training or for test. */
  int rows(boolean test);

  /** The wanted ones of {@code rows} images, in their order. */
  Dataset load(ImageData spec, boolean test, int rows, int[] wanted);
}
