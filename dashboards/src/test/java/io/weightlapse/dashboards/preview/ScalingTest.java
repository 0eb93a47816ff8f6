// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import static io.weightlapse.dashboards.preview.Scaling.Kind.LINEAR;
import static io.weightlapse.dashboards.preview.Scaling.Kind.LOG;
import static io.weightlapse.dashboards.preview.Scaling.Kind.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScalingTest {
  @Test
  void holdsWhatItCanShow() {
    double[] values = {3, Double.NaN, -1, Double.POSITIVE_INFINITY, 0.5};
    assertThat(Scaling.around(LINEAR, values)).isEqualTo(new Scaling(LINEAR, -1, 3));
    assertThat(Scaling.around(LOG, values)).isEqualTo(new Scaling(LOG, 0.5, 3));
    assertThat(Scaling.around(LINEAR)).isEqualTo(new Scaling(LINEAR, 0, 1));
    assertThat(Scaling.around(LINEAR, new double[] {2})).isEqualTo(new Scaling(LINEAR, 1.5, 2.5));
    assertThat(Scaling.around(LOG, new double[] {-2})).isEqualTo(new Scaling(LOG, 0.1, 1));
  }

  @Test
  void placesValues() {
    assertThat(new Scaling(LINEAR, -1, 3).place(0)).isEqualTo(0.25);
    assertThat(new Scaling(LOG, 0.01, 100).place(1)).isEqualTo(0.5);
    assertThat(new Scaling(LOG, 0.01, 100).place(0)).isNaN();
  }

  @Test
  void ticksAreRound() {
    assertThat(new Scaling(LINEAR, -0.3, 1.02).ticks(5)).containsExactly(0.0, 0.5, 1.0);
    assertThat(new Scaling(LINEAR, 0, 300_500).ticks(4))
        .containsExactly(0.0, 100_000.0, 200_000.0, 300_000.0);
    assertThat(new Scaling(LOG, 0.15, 12).ticks(5)).containsExactly(0.2, 0.5, 1.0, 2.0, 5.0, 10.0);
    assertThat(new Scaling(LOG, 2e-5, 3).ticks(3)).containsExactly(1e-4, 1e-2, 1.0);
    assertThat(new Scaling(TIME, 1_000_000_003, 1_000_000_063).ticks(3))
        .containsExactly(1_000_000_020.0, 1_000_000_050.0);
  }

  @Test
  void labelsSayWhatTheirDistanceNeeds() {
    assertThat(new Scaling(LINEAR, 0, 1).label(0.1 + 0.2, "")).isEqualTo("0.3");
    assertThat(new Scaling(LINEAR, 0, 1).label(0.5, "percentunit")).isEqualTo("50 %");
    assertThat(new Scaling(LOG, 1e-6, 1).label(1e-5, "")).isEqualTo("1e-5");
    assertThat(new Scaling(TIME, 0, 60).label(30, "")).isEqualTo("00:00:30");
    assertThat(new Scaling(TIME, 0, 6000).label(3600, "")).isEqualTo("01:00");
  }
}
