// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LandscapeBackendsTest {
  /** Computes on device 1 alone; never opened here. */
  private record Fake(String name) implements LandscapeBackend {
    @Override
    public PlaneEvaluator open(Plane plane, Precision precision, int threads) {
      throw new UnsupportedOperationException(name);
    }
  }

  private static final LandscapeBackends.Provider PROVIDER =
      address -> address.equals("1") ? Optional.of(new Fake("fake-1")) : Optional.empty();

  @Test
  void theAssignedDeviceDecides() {
    List<LandscapeBackends.Provider> providers = List.of(address -> Optional.empty(), PROVIDER);
    assertThat(LandscapeBackends.of(Optional.of("1"), providers).name()).isEqualTo("fake-1");
    assertThat(LandscapeBackends.of(Optional.of("0"), providers).name()).isEqualTo("cpu");
    assertThat(LandscapeBackends.of(Optional.empty(), providers).name()).isEqualTo("cpu");
    assertThat(LandscapeBackends.of(Optional.of("1")).name()).isEqualTo("cpu");
  }
}
