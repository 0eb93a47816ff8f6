// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.event.Distribution;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionOfTest {
  private final DistributionOf distributions = new DistributionOf();

  /** The definitions, one after the other. */
  private static Distribution slow(float[] values, double limit) {
    double[] finite = new double[values.length];
    int n = 0;
    for (float v : values) {
      if (!Float.isNaN(v) && !Float.isInfinite(v)) {
        finite[n++] = v;
      }
    }
    finite = Arrays.copyOf(finite, n);
    Arrays.sort(finite);
    double mean = Arrays.stream(finite).average().orElse(Double.NaN);
    double variance =
        Arrays.stream(finite).map(v -> (v - mean) * (v - mean)).average().orElse(Double.NaN);
    double[] quantiles = new double[Distribution.QUANTILES];
    for (int q = 0; q < quantiles.length; q++) {
      double at = (n - 1) * Distribution.probability(q);
      double low = n == 0 ? Double.NaN : finite[(int) at];
      double high = n == 0 ? Double.NaN : finite[Math.min(n - 1, (int) at + 1)];
      boolean exact = values.length <= DistributionOf.FEW;
      quantiles[q] = exact ? low + (at - (int) at) * (high - low) : low;
    }
    int[] histogram = new int[Distribution.BINS];
    for (double v : finite) {
      double edge = limit / 32;
      int bin = v < 0 ? 31 - (int) Math.min(31, -v / edge) : 32 + (int) Math.min(31, v / edge);
      histogram[bin]++;
    }
    return new Distribution(
        values.length,
        values.length - n,
        mean,
        Math.sqrt(variance),
        n == 0 ? Double.NaN : finite[0],
        n == 0 ? Double.NaN : finite[n - 1],
        Arrays.stream(finite).map(Math::abs).sum(),
        Math.sqrt(Arrays.stream(finite).map(v -> v * v).sum()),
        quantiles,
        limit,
        histogram);
  }

  private void agree(float[] values) {
    Distribution d = distributions.of(values, 0, values.length);
    Distribution s = slow(values, d.limit());
    assertThat(d.count()).isEqualTo(s.count());
    assertThat(d.notFinite()).isEqualTo(s.notFinite());
    double scale = Math.max(1e-300, Math.max(Math.abs(s.min()), Math.abs(s.max())));
    if (s.count() > s.notFinite()) {
      assertThat(d.mean()).isCloseTo(s.mean(), within(1e-9 * scale));
      assertThat(d.sd()).isCloseTo(s.sd(), within(1e-9 * scale));
      assertThat(d.l1()).isCloseTo(s.l1(), within(1e-9 * s.l1() + 1e-300));
      assertThat(d.l2()).isCloseTo(s.l2(), within(1e-9 * s.l2() + 1e-300));
    }
    assertThat(d.min()).isEqualTo(s.min());
    assertThat(d.max()).isEqualTo(s.max());
    assertThat(d.histogram()).isEqualTo(s.histogram());
    for (int q = 0; q < Distribution.QUANTILES; q++) {
      if (values.length <= DistributionOf.FEW) {
        assertThat(d.quantiles()[q]).isEqualTo(s.quantiles()[q]);
      } else {
        assertThat(d.quantiles()[q])
            .isCloseTo(s.quantiles()[q], within(Math.abs(s.quantiles()[q]) / 32 + 1e-6 * scale));
      }
    }
    limit(values, d);
  }

  /** The smallest power of two beyond which there is at most one value in 1,000. */
  private static void limit(float[] values, Distribution d) {
    int finite = (int) (d.count() - d.notFinite());
    assertThat(Math.getExponent(d.limit())).isGreaterThanOrEqualTo(-126);
    assertThat(d.limit()).isEqualTo(Math.scalb(1.0, Math.getExponent(d.limit())));
    assertThat(beyond(values, d.limit())).isLessThanOrEqualTo(finite / 1000);
    if (d.limit() > Float.MIN_NORMAL) {
      assertThat(beyond(values, d.limit() / 2)).isGreaterThan(finite / 1000);
    }
  }

  private static int beyond(float[] values, double limit) {
    int n = 0;
    for (float v : values) {
      n += Float.isFinite(v) && Math.abs(v) >= limit ? 1 : 0;
    }
    return n;
  }

  @Test
  void agreesWithTheDefinitionsAtOddSizes() {
    Random random = new Random(5);
    for (int n : new int[] {1, 2, 3, 7, 64, 999, 1000, 1001, 2048, 2049, 5001, 30_000}) {
      float[] normal = new float[n];
      float[] wide = new float[n];
      for (int i = 0; i < n; i++) {
        normal[i] = (float) random.nextGaussian() * 0.05f;
        wide[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(60) - 30);
      }
      agree(normal);
      agree(wide);
    }
  }

  @Test
  void countsWhatIsNotFiniteApart() {
    for (int n : new int[] {10, 5000}) {
      float[] values = new float[n];
      Random random = new Random(n);
      for (int i = 0; i < n; i++) {
        values[i] = random.nextFloat() - 0.5f;
      }
      values[0] = Float.NaN;
      values[3] = Float.POSITIVE_INFINITY;
      values[n - 1] = Float.NEGATIVE_INFINITY;
      agree(values);
      Arrays.fill(values, Float.intBitsToFloat(0xffa00001));
      Distribution none = distributions.of(values, 0, n);
      assertThat(none.notFinite()).isEqualTo(n);
      assertThat(none.mean()).isNaN();
      assertThat(none.quantiles()[3]).isNaN();
      assertThat(Arrays.stream(none.histogram()).sum()).isZero();
    }
    assertThat(distributions.of(new float[0], 0, 0).count()).isZero();
  }

  @Test
  void takesConstantsZerosAndEdges() {
    for (int n : new int[] {5, 4096}) {
      float[] values = new float[n];
      agree(values);
      Arrays.fill(values, 0.1f);
      agree(values);
      assertThat(distributions.of(values, 0, n).sd()).isZero();
      Arrays.fill(values, -0f);
      Distribution zero = distributions.of(values, 0, n);
      assertThat(zero.histogram()[32]).isEqualTo(n);
      for (int i = 0; i < n; i++) {
        values[i] = (i % 65 - 32) / 32f; // the very edges
      }
      agree(values);
      Arrays.fill(values, Float.MAX_VALUE);
      assertThat(distributions.of(values, 0, n).limit()).isEqualTo(0x1p128);
    }
  }

  @Test
  void oneOutlierDoesNotWidenTheHistogram() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 5000) / 50_000f;
    }
    values[77] = 1e20f;
    Distribution d = distributions.of(values, 0, values.length);
    assertThat(d.limit()).isEqualTo(0.125);
    assertThat(d.max()).isEqualTo(1e20f);
    agree(values);
  }
}
