// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.util.List;

/**
 * A table of one's own in a file.
 *
 * @param path a CSV file with a header line, or one of another format that a {@code TableReader}
 *     reads; a relative path is looked for in the working folder, then in the data folder
 * @param features the columns that are features
 * @param label the column that is the target
 * @param classes the words of the label column, in the order of the network's outputs; empty for
 *     regression
 * @param standardise whether every feature gets mean 0 and deviation 1 (over the training samples)
 * @param split samples kept from training
 */
public record TableData(
    String path,
    List<String> features,
    String label,
    List<String> classes,
    boolean standardise,
    SplitSpec split)
    implements DataSpec {
  /** Checks the bounds. */
  public TableData {
    features = List.copyOf(features);
    classes = List.copyOf(classes);
    Checks.require(!path.isBlank(), "data.table must name a file: was empty");
    Checks.require(!features.isEmpty(), "data.features must name at least one column: was empty");
    Checks.require(
        features.stream().distinct().count() == features.size(),
        "data.features must name each column once: was %s",
        features);
    Checks.require(
        !features.contains(label), "data.label must not be one of data.features: was %s", label);
    Checks.require(
        classes.size() != 1 && classes.stream().distinct().count() == classes.size(),
        "data.classes must be at least two different words: was %s",
        classes);
  }

  @Override
  public boolean classifies() {
    return !classes.isEmpty();
  }
}
