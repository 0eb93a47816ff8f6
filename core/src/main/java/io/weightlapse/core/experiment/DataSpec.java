// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import java.io.Serializable;

/** Where the samples come from: the {@code data} section of an experiment. */
public sealed interface DataSpec extends Serializable permits GeneratedData, ImageData, TableData {
  /** Whether targets are classes; of regression's numbers accuracy says nothing. */
  boolean classifies();

  /** Which samples are kept from training. */
  SplitSpec split();

  /**
   * The number of samples trained on. Generated data and the well-known image sets know it; a
   * folder of images or a table of one's own is looked into.
   */
  default int rows() {
    return DataSets.rows(this, DataFolder.current());
  }
}
