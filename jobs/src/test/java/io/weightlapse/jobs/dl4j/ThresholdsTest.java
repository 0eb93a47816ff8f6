// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.jobs.Sharing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.ThresholdAlgorithm;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.AdaptiveThresholdAlgorithm;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  @Test
  void whatAThresholdHasBecomeSurvivesACheckpoint() {
    ThresholdAlgorithm adapted = Thresholds.first(Sharing.STANDARD);
    double begin = adapted.calculateThreshold(0, 0, null, null, null, null);
    double less = adapted.calculateThreshold(1, 0, begin, false, 1e-6, null);
    assertThat(less).isLessThan(begin);
    AdaptiveThresholdAlgorithm again =
        (AdaptiveThresholdAlgorithm) Thresholds.of(Thresholds.text(adapted));
    assertThat(again.getLastThreshold()).isEqualTo(less);
    assertThat(again.getLastSparsity()).isEqualTo(1e-6);
    Sharing fixed = new Sharing(0.25, Sharing.Mesh.PLAIN, 1, "", "");
    assertThat(Thresholds.of(Thresholds.text(Thresholds.first(fixed))))
        .isEqualTo(Thresholds.first(fixed));
  }

  @Test
  void nothingElseIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(List.of(1)));
    }
    String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
    assertThatThrownBy(() -> Thresholds.of(text))
        .hasMessageStartingWith("a checkpoint's threshold is damaged: ");
    assertThatThrownBy(() -> Thresholds.of("?"))
        .hasMessageStartingWith("a checkpoint's threshold is damaged: ");
  }
}
