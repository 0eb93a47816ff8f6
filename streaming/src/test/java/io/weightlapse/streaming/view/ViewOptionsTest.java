// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Font;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ViewOptionsTest {
  @Test
  void stepsAreRead() {
    assertThat(LongStream.range(0, 40).filter(StepRange.of("5:30:10")::contains))
        .containsExactly(5L, 15L, 25L);
    assertThat(StepRange.of(":7")).isEqualTo(new StepRange(0, 7, 1));
    assertThat(StepRange.of("3::2")).isEqualTo(new StepRange(3, Long.MAX_VALUE, 2));
    assertThatThrownBy(() -> StepRange.of("9:3"))
        .hasMessage("--steps must be A:B:EVERY with A <= B and EVERY >= 1: was 9:3:1");
    assertThatThrownBy(() -> StepRange.of("first"))
        .hasMessage("--steps must be A:B or A:B:EVERY, such as 0:1000:10: was first");
    assertThatThrownBy(() -> StepRange.of("0:99999999999999999999"))
        .hasMessage("--steps must be numbers below 2^63: was 0:99999999999999999999");
  }

  @Test
  void rangesAreRead() {
    assertThat(ValueRange.of("so-far").kind()).isEqualTo(ValueRange.Kind.SO_FAR);
    assertThat(ValueRange.of("-1.5:2")).isEqualTo(new ValueRange(ValueRange.Kind.FIXED, -1.5, 2));
    assertThatThrownBy(() -> ValueRange.of("2:1"))
        .hasMessage("--range must be LOW:HIGH with LOW < HIGH: was 2.0:1.0");
    assertThatThrownBy(() -> ValueRange.of("wide"))
        .hasMessage("--range must be auto, so-far, frame, run or LOW:HIGH: was wide");
  }

  /** Every language has every text, with the same arguments: a lost one would fail on drawing. */
  @Test
  void languagesAreWhole() throws IOException {
    for (String language : ViewOptions.LANGUAGES) {
      Labels labels = new Labels(Locale.forLanguageTag(language));
      assertThat(keys(language)).isEqualTo(keys(""));
      String title = labels.text("curves.title", "T");
      assertThat(title).contains("T");
      assertThat(labels.text("legend.negative")).contains("0").doesNotContain("''");
      if (!language.equals("en")) {
        assertThat(title).isNotEqualTo("T: loss and accuracy");
      }
      if (!language.equals("ja")) { // of which not every machine has a font
        assertThat(labels.drawnBy(new Font(Font.SANS_SERIF, Font.PLAIN, 12))).isTrue();
      }
    }
  }

  /** The keys of a file of labels, each with the arguments that its text takes. */
  private static Map<String, List<String>> keys(String language) throws IOException {
    Properties labels = new Properties();
    String suffix = language.isEmpty() || language.equals("en") ? "" : "_" + language;
    try (InputStream in = Labels.class.getResourceAsStream("labels" + suffix + ".properties")) {
      labels.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    Map<String, List<String>> keys = new TreeMap<>();
    for (String key : labels.stringPropertyNames()) {
      keys.put(
          key,
          Pattern.compile("\\{\\d\\}")
              .matcher(labels.getProperty(key))
              .results()
              .map(MatchResult::group)
              .distinct()
              .sorted()
              .toList());
    }
    return keys;
  }
}
