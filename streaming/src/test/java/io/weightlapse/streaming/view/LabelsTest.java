// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private final Labels english = new Labels(Locale.ENGLISH);

  @Test
  void anUnknownLanguageFallsBackToEnglishWhateverTheMachineSpeaks() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMAN);
      assertThat(new Labels(Locale.forLanguageTag("eo")).text("axis.epoch")).isEqualTo("epoch");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void numbersAreWrittenForPeople() {
    assertThat(english.count(300_500)).isEqualTo("300,500");
    assertThat(english.percent(0.9784)).isEqualTo("97.8 %");
    assertThat(english.measured(137.90263)).isEqualTo("137.903");
    assertThat(english.measured(5.5875840)).isEqualTo("5.58758");
    assertThat(english.measured(0.00001234)).isEqualTo("1.234e-05");
    assertThat(english.measured(Double.NaN)).isEqualTo("not a number");
    assertThat(english.text("layer.last", 4, "identity")).isEqualTo("Layer 4 · identity (output)");
  }
}
