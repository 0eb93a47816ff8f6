// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NiceRangeTest {
  @Test
  void endsOnTicksAroundTheValues() {
    assertThat(NiceRange.around(0, 137.9, 4)).isEqualTo(new NiceRange(0, 150, 50));
    assertThat(NiceRange.around(-0.31, 0.84, 5).ticks()).containsExactly(-0.5, 0, 0.5, 1);
    assertThat(NiceRange.snug(-5.6, 5.2, 4)).isEqualTo(new NiceRange(-6.25, 6.25, 5));
  }

  @Test
  void holdsEveryValueThatCanBeDrawn() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double scale = Math.pow(10, random.nextInt(50) - 20);
      double a = random.nextGaussian() * scale;
      double b = i % 3 == 0 ? a : a + random.nextGaussian() * Math.pow(10, random.nextInt(50) - 20);
      if (NiceRange.drawable(a) && NiceRange.drawable(b)) {
        for (Expanding.Ends ends : Expanding.Ends.values()) {
          Expanding range = new Expanding(a, 5, ends);
          range.include(b);
          assertThat(range.range().min()).isLessThanOrEqualTo(Math.min(a, b));
          assertThat(range.range().max()).isGreaterThanOrEqualTo(Math.max(a, b));
          assertThat(range.range().ticks().length).isBetween(1, 20);
        }
      }
    }
  }

  @Test
  void neverShrinksAndPassesOverWhatCannotBeDrawn() {
    Expanding range = new Expanding(0, 4, Expanding.Ends.ON_TICKS);
    Random random = new Random(2);
    NiceRange before = range.range();
    for (int i = 0; i < 2_000; i++) {
      range.include(random.nextGaussian() * Math.pow(1.01, i));
      range.include(Double.NaN);
      range.include(Double.NEGATIVE_INFINITY);
      range.include(1e31);
      NiceRange now = range.range();
      assertThat(now.min()).isLessThanOrEqualTo(before.min());
      assertThat(now.max()).isGreaterThanOrEqualTo(before.max());
      before = now;
    }
    assertThat(before.max()).isLessThan(1e12);
  }

  @Test
  void textHasTheDecimalsThatTicksNeed() {
    assertThat(new NiceRange(0, 1, 0.2).text(0.6000000001, Locale.ENGLISH)).isEqualTo("0.6");
    assertThat(new NiceRange(0, 1000, 200).text(1000, Locale.ENGLISH)).isEqualTo("1,000");
    assertThat(new NiceRange(-1, 1, 0.05).text(-0.0, Locale.ENGLISH)).isEqualTo("0.00");
    assertThat(new NiceRange(0, 4e6, 1e6).text(3e6, Locale.ENGLISH)).isEqualTo("3.0e6");
    assertThat(new NiceRange(0, 4e-6, 1e-6).text(3e-6, Locale.ENGLISH)).isEqualTo("3.0e-6");
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThatThrownBy(() -> new NiceRange(1, 1, 1))
        .hasMessage("range must rise by ticks: was 1.0 to 1.0 by 1.0");
  }
}
