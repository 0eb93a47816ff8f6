// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.experiment.SplitSpec;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Needs the real files in the folder that WEIGHTLAPSE_DATA names, and is skipped without. */
class RealDataTest {
  private static DataFolder folder(String set) {
    String variable = System.getenv(DataFolder.VARIABLE);
    boolean there = variable != null && Files.isDirectory(new DataFolder(variable).resolve(set));
    assumeTrue(there, "skipped: no " + set + " in " + DataFolder.VARIABLE);
    return new DataFolder(variable);
  }

  @Test
  void mnist() {
    DataFolder home = folder("mnist");
    ImageData spec =
        new ImageData("mnist", 10, List.of(0.0), List.of(1.0), new SplitSpec(12_000, 0, 0));
    Dataset train = DataSets.load(spec, Split.TRAIN, home).orElseThrow();
    assertThat(train.rows()).isEqualTo(48_000).isEqualTo(spec.rows());
    assertThat(train.inputs()).isEqualTo(784);
    assertThat(DataSets.load(spec, Split.VALIDATION, home).orElseThrow().rows()).isEqualTo(12_000);
    Dataset test = DataSets.load(spec, Split.TEST, home).orElseThrow();
    assertThat(test.rows()).isEqualTo(10_000);
    assertThat(List.of(test.label(0), test.label(1), test.label(2))).containsExactly(7, 2, 1);
  }

  @Test
  void cifar10() {
    DataFolder home = folder("cifar-10-batches-bin");
    ImageData spec = new ImageData("cifar10", 10, List.of(0.5), List.of(0.5), SplitSpec.NONE);
    Dataset test = DataSets.load(spec, Split.TEST, home).orElseThrow();
    assertThat(test.rows()).isEqualTo(10_000);
    int[] counts = new int[10];
    for (int i = 0; i < test.rows(); i++) {
      counts[test.label(i)]++;
    }
    assertThat(counts).containsOnly(1000);
  }
}
