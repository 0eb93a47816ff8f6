// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Metric;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinnedTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 9, 10, 11, 20, 21, 39, 40, 41, 1000, 12345})
  void keepsEverySoManythAndTheLast(int count) {
    Thinned<Integer> thinned = new Thinned<>(10);
    IntStream.range(0, count).forEach(thinned::add);
    List<Integer> kept = thinned.list();
    assertThat(kept).isSorted().doesNotHaveDuplicates().hasSizeBetween(Math.min(count, 10), 21);
    if (count > 0) {
      assertThat(kept).contains(0, count - 1);
      assertThat(kept.subList(0, kept.size() - 1)).allMatch(i -> i % thinned.every() == 0);
    }
  }

  @Test
  void keepsTheExtremesAndTheGapsOfACurve() {
    List<Metric> points =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new Metric("r", -1, i, 0, "x", value(i), Instant.EPOCH))
            .toList();
    List<Metric> thinned = Extremes.of(points, 300);
    assertThat(thinned).hasSizeLessThanOrEqualTo(301);
    assertThat(thinned.stream().map(Metric::step)).isSorted().contains(4567L, 1234L, 9999L);
    assertThat(thinned).anyMatch(m -> Double.isNaN(m.value()));
    assertThat(Extremes.of(points.subList(0, 300), 300)).isEqualTo(points.subList(0, 300));
  }

  private static double value(int i) {
    return i == 4567 ? 99 : i == 1234 ? -99 : i == 7777 ? Double.NaN : Math.sin(i);
  }
}
