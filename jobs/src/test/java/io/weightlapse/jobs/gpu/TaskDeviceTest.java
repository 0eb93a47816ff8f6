// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskDeviceTest {
  private final List<Integer> bound = new ArrayList<>();

  private DeviceBinder binder(int devices) {
    return new DeviceBinder() {
      @Override
      public int devices() {
        return devices;
      }

      @Override
      public void bind(int ordinal) {
        bound.add(ordinal);
      }
    };
  }

  private int bind(String address, String visible, int devices) {
    return new TaskDevice(List.of(address)).bind(binder(devices), visible).orElseThrow();
  }

  @Test
  void addressesBecomeCudasOwnNumbers() {
    assertThat(bind("2", null, 4)).isEqualTo(2);
    assertThat(bind("2", "3,2", 2)).isEqualTo(1);
    assertThat(bind("GPU-b", "GPU-a, GPU-b", 2)).isEqualTo(1);
    assertThat(bind("MIG-x", null, 1)).isZero(); // the only instance that the process is shown
    assertThat(bound).containsExactly(2, 1, 1, 0);
  }

  @Test
  void devicesOutOfReachAreRefused() {
    assertThatThrownBy(() -> bind("3", null, 2))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "GPU 3, which Spark assigned, is none of the 2 devices that this executor can use:"
                + " CUDA_VISIBLE_DEVICES is not set");
    assertThatThrownBy(() -> bind("1", "0", 1))
        .hasMessage(
            "GPU 1, which Spark assigned, is none of the 1 devices that this executor can use:"
                + " CUDA_VISIBLE_DEVICES is '0'");
    assertThatThrownBy(() -> bind("MIG-x", null, 2)).hasMessageContaining("GPU MIG-x");
    assertThatThrownBy(() -> bind("12345678901", null, 2)).hasMessageContaining("12345678901");
    assertThat(bound).isEmpty();
  }

  @Test
  void withoutCudaTheCpuComputes() {
    assertThat(new TaskDevice(List.of("0")).bind(binder(0), null)).isEmpty();
    assertThat(bound).isEmpty();
    assertThat(TaskDevice.current()).isEmpty();
    assertThat(TaskDevice.bindCurrent()).isEmpty();
    // the backend of this build
    assertThat(new Nd4jBinder().devices()).isZero();
    assertThatThrownBy(() -> new TaskDevice(List.of()))
        .hasMessage("addresses must be at least one: was none");
  }
}
